package dev.signalbox.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aConstantPaceIsConstantFromTheStart() {
        Pace pace = Pace.constant(200);

        assertThat(pace.nanosUntil(0)).isZero();
        assertThat(pace.nanosUntil(1)).isEqualTo(5_000_000);
        assertThat(pace.nanosUntil(2_000)).isEqualTo(10 * SECOND);
    }

    @Test
    void aRiseStartsAtATenthAndEndsAtTheRate() {
        Pace pace = new Pace(100, Duration.ofSeconds(10));

        /* 10/s growing to 100/s over 10 s: 550 requests, then one every 10 ms. */
        assertThat(pace.nanosUntil(550)).isCloseTo(10 * SECOND, within(10L));
        assertThat(pace.nanosUntil(650) - pace.nanosUntil(550)).isCloseTo(SECOND, within(10L));
        assertThat(pace.nanosUntil(1)).isGreaterThan(SECOND / 20);
    }

    @Property
    void timeNeverGoesBack(
            @ForAll @DoubleRange(min = 1, max = 5_000) double rate,
            @ForAll @IntRange(max = 60) int rise,
            @ForAll @IntRange(max = 100_000) int number) {
        Pace pace = new Pace(rate, Duration.ofSeconds(rise));

        assertThat(pace.nanosUntil(number + 1L)).isGreaterThan(pace.nanosUntil(number));
    }
}
