package dev.signalbox.monitor.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final RetryRule RULE = new RetryRule(Duration.ofSeconds(5), Duration.ofHours(1), 16);

    @Test
    void pausesDoubleUpToALimitAndThenThereIsAnEnd() {
        assertThat(RULE.after(1, NOON, 1)).contains(NOON.plusSeconds(5));
        assertThat(RULE.after(2, NOON, 1)).contains(NOON.plusSeconds(10));
        assertThat(RULE.after(10, NOON, 1)).contains(NOON.plusSeconds(2_560));
        assertThat(RULE.after(15, NOON, 1)).contains(NOON.plusSeconds(3_600));
        assertThat(RULE.after(16, NOON, 1)).isEmpty();
    }

    @Property
    void everyPauseIsBetweenHalfAndAllOfWhatIsDue(
            @ForAll @IntRange(min = 1, max = 15) int tried, @ForAll @DoubleRange(min = 0, max = 1) double chance) {
        Instant most = RULE.after(tried, NOON, 1).orElseThrow();
        Duration longest = Duration.between(NOON, most);

        assertThat(RULE.after(tried, NOON, chance).orElseThrow())
                .isBetween(NOON.plus(longest.dividedBy(2)), most)
                .isAfter(NOON);
    }

    @Test
    void aRuleWithoutPausesOrTriesIsNone() {
        assertThatThrownBy(() -> new RetryRule(Duration.ZERO, Duration.ofHours(1), 3))
                .hasMessageContaining("first pause must be more than zero");
        assertThatThrownBy(() -> new RetryRule(Duration.ofSeconds(1), Duration.ofHours(1), 0))
                .hasMessageContaining("tries must be at least 1, got 0");
    }
}
