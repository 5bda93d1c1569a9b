package dev.signalbox.monitor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeldomTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    private final Seldom seldom = new Seldom(Duration.ofSeconds(10));

    @Test
    void theSameIsLoggedOnceInATimeAndTheRestIsCounted() {
        assertThat(seldom.turn("42601", START)).hasValue(0);
        for (int i = 0; i < 500; i++) {
            assertThat(seldom.turn("42601", START.plusMillis(i * 19L))).isEmpty();
        }

        assertThat(seldom.turn("42601", START.plusSeconds(10))).hasValue(500);
        assertThat(seldom.turn("42601", START.plusSeconds(20))).hasValue(0);
    }

    @Test
    void oneTroubleDoesNotHideAnother() {
        seldom.turn("42601", START);

        assertThat(seldom.turn("08001", START)).hasValue(0);
    }

    @Test
    void endlesslyManyKindsShareATurn() {
        long passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += seldom.turn("kind-" + i, START).isPresent() ? 1 : 0;
        }

        assertThat(passed).isEqualTo(65);
    }

    @Test
    void aClockThatIsPutBackSilencesNothing() {
        seldom.turn("42601", START);

        assertThat(seldom.turn("42601", START.minusSeconds(3_600))).hasValue(0);
    }
}
