package dev.signalbox.server.window;

import java.time.Duration;

/** How long to wait before the next try: twice as long after each failure, up to a limit. */
public record BackOff(Duration longest, int failures) {
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 16;

    /** Nothing has failed yet. */
    public static BackOff none(Duration longest) {
        return new BackOff(longest, 0);
    }

    /** One failure more. */
    public BackOff failedAgain() {
        return new BackOff(longest, Math.min(failures + 1, MOST_DOUBLINGS));
    }

    /** The pause; chance between 0 and 1 spreads the tries of many instances over its second half. */
    public Duration pause(double chance) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long millis = Math.min(longest.toMillis(), SHORTEST.toMillis() << (failures - 1));
        return Duration.ofMillis(Math.round(millis * (0.5 + chance / 2)));
    }
}
