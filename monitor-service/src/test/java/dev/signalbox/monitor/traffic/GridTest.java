package dev.signalbox.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"PT1S, 1", "PT3M, 1", "PT15M, 5", "PT1H, 30", "PT6H, 120", "PT24H, 600", "P7D, 3600", "P31D, 21600"})
    void stepsAreAsLongAsPeopleCount(Duration length, long step) {
        assertThat(Grid.of(T0, T0.plus(length)).step()).isEqualTo(step);
    }

    @Property
    void everySecondOfTheTimeIsInOneOfABoundedNumberOfSteps(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long from,
            @ForAll @LongRange(min = 1, max = 31 * 86_400) long seconds) {
        Grid grid = Grid.of(Instant.ofEpochSecond(from), Instant.ofEpochSecond(from + seconds));

        assertThat(grid.starts()).hasSizeBetween(1, Grid.MOST_STEPS).isSorted();
        assertThat(grid.starts().getFirst()).isEqualTo(grid.startOf(from));
        assertThat(grid.starts().getLast()).isEqualTo(grid.startOf(from + seconds - 1));
    }

    @Test
    void stepsAreAsFewAndAsLongAsIsAskedFor() {
        assertThat(Grid.of(T0, T0.plusSeconds(60), 48, 10).step()).isEqualTo(10);
        assertThat(Grid.of(T0, T0.plusSeconds(900), 48, 10).starts()).hasSizeBetween(20, 48);
    }

    @Test
    void aTimeThatEndsBeforeItBeginsOrIsTooLongIsRefused() {
        assertThatThrownBy(() -> Grid.of(T0, T0)).hasMessageContaining("to must be after from");
        assertThatThrownBy(() -> Grid.of(T0, T0.plus(Duration.ofDays(32)))).hasMessageContaining("31 days");
    }
}
