package dev.signalbox.server.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PulseTest {
    private static final PulseRules RULES = new PulseRules(seconds(5), seconds(30), seconds(60));

    static Stream<Arguments> finds() {
        return Stream.of(
                argumentSet("all well just after an answer", 0, 0, new Pulse.Well()),
                argumentSet("all well until the interval is over", 4, 4, new Pulse.Well()),
                argumentSet("nothing to tell by when nobody asks", 5, 0, new Pulse.Idle()),
                argumentSet("nothing to tell by while a slow one runs", 29, 29, new Pulse.Idle()),
                argumentSet("no answer for too long", 30, 0, new Pulse.Stale(seconds(30))),
                argumentSet("no answer for too long while a slow one runs", 59, 59, new Pulse.Stale(seconds(59))),
                argumentSet("one that does not end", 60, 60, new Pulse.Hung(seconds(60))),
                argumentSet("one that does not end while others are answered", 0, 61, new Pulse.Hung(seconds(61))));
    }

    @ParameterizedTest
    @MethodSource
    void finds(int sinceAnswer, int running, Pulse.Finding finding) {
        assertThat(new Pulse(seconds(sinceAnswer), seconds(running)).under(RULES))
                .isEqualTo(finding);
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new PulseRules(Duration.ZERO, seconds(1), seconds(1)))
                .hasMessage("watchdog.interval must be positive, got PT0S");
        assertThatThrownBy(() -> new PulseRules(seconds(5), seconds(5), seconds(1)))
                .hasMessage("watchdog.stale-after must be longer than watchdog.interval, PT5S, got PT5S");
        assertThatThrownBy(() -> new PulseRules(seconds(5), seconds(9), Duration.ZERO))
                .hasMessage("watchdog.hung-after must be positive, got PT0S");
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
