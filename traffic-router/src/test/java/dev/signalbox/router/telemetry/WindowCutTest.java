package dev.signalbox.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.router.telemetry.WindowCut.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowCutTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private final WindowCut cut = new WindowCut(Duration.ofSeconds(1), NOON.plusMillis(400));

    @Test
    void windowsBeginAndEndOnWholeSecondsAndLeaveNoGap() {
        assertThat(cut.at(NOON.plusMillis(999))).isEmpty();
        assertThat(cut.at(NOON.plusMillis(1_003))).contains(new Window(NOON, NOON.plusSeconds(1)));
        assertThat(cut.at(NOON.plusMillis(3_500))).contains(new Window(NOON.plusSeconds(1), NOON.plusSeconds(3)));
    }

    @Test
    void theLastWindowTakesTheSecondThatHasOnlyBegun() {
        assertThat(cut.last(NOON.plusMillis(500))).contains(new Window(NOON, NOON.plusSeconds(1)));
    }

    @Test
    void aClockThatIsSetBackBeginsAnewAndOneThatJumpsIsBounded() {
        assertThat(cut.at(NOON.minusSeconds(60))).isEmpty();
        assertThat(cut.at(NOON.minusSeconds(59))).contains(new Window(NOON.minusSeconds(60), NOON.minusSeconds(59)));
        Instant tomorrow = NOON.plus(Duration.ofDays(1));
        assertThat(cut.at(tomorrow)).contains(new Window(tomorrow.minus(Duration.ofHours(1)), tomorrow));
    }
}
