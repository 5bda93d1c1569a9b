package dev.signalbox.server.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final Instant T = Instant.parse("2026-05-01T10:00:07.300Z");
    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void windowsBeginAndEndOnWholeIntervals() {
        Windows windows = Windows.from(T, TEN);

        assertThat(windows.due(T.plusMillis(2_699))).isEmpty();
        assertThat(windows.due(T.plusMillis(2_700)))
                .contains(
                        new Windows.Span(Instant.parse("2026-05-01T10:00:00Z"), Instant.parse("2026-05-01T10:00:10Z")));
    }

    @Property
    void windowsNeverOverlapWhateverTheClockDoes(@ForAll @LongRange(min = -100_000, max = 100_000) long millis) {
        Windows windows = Windows.from(T, TEN);
        Windows.Span first = windows.due(T.plusSeconds(10)).orElseThrow();
        Windows next = windows.after(first);

        next.due(first.end().plusMillis(millis)).ifPresent(span -> {
            assertThat(span.start()).isAfterOrEqualTo(first.end());
            assertThat(span.end()).isAfter(span.start());
        });
        assertThat(next.last(first.end().plusMillis(millis)).end()).isAfter(first.end());
    }

    @Test
    void aProcessThatSleptDoesNotClaimTheTime() {
        Windows.Span span = Windows.from(T, TEN).due(T.plus(Duration.ofDays(1))).orElseThrow();

        assertThat(Duration.between(span.start(), span.end())).isEqualTo(TEN);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        BackOff backOff = BackOff.none(Duration.ofSeconds(1));
        assertThat(backOff.pause(1)).isZero();
        assertThat(backOff.failedAgain().pause(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(backOff.failedAgain().failedAgain().pause(0)).isEqualTo(Duration.ofMillis(250));
        for (int i = 0; i < 100; i++) {
            backOff = backOff.failedAgain();
        }
        assertThat(backOff.pause(1)).isEqualTo(Duration.ofSeconds(1));
    }
}
