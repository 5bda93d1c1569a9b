package dev.signalbox.server.pulse;

import java.time.Duration;

/**
 * {@code interval}: without an answered inference for so long, a sample is asked about. {@code staleAfter}: without one for so
 * long, the model is not ready. {@code hungAfter}: an inference that runs for so long will not end.
 */
public record PulseRules(Duration interval, Duration staleAfter, Duration hungAfter) {
    public PulseRules {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("watchdog.interval must be positive, got " + interval);
        }
        if (staleAfter.compareTo(interval) <= 0) {
            throw new IllegalArgumentException(
                    "watchdog.stale-after must be longer than watchdog.interval, " + interval + ", got " + staleAfter);
        }
        if (hungAfter.isNegative() || hungAfter.isZero()) {
            throw new IllegalArgumentException("watchdog.hung-after must be positive, got " + hungAfter);
        }
    }
}
