package dev.signalbox.router.guard;

import dev.signalbox.api.Require;
import java.time.Duration;

/**
 * When a candidate is ejected: of at least {@code requests} requests that ended within the last {@code window}, more than
 * {@code percent} failed. No requests at all: never.
 */
public record GuardRule(int requests, int percent, Duration window) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** A rule that ejects nothing. */
    public static final GuardRule OFF = new GuardRule(0, 50, Duration.ofSeconds(1));

    public GuardRule {
        Require.within("signalbox.router.guard.requests", requests, 0, 1_000_000);
        Require.within("signalbox.router.guard.percent", percent, 1, 99);
        Require.within(
                "signalbox.router.guard.window in milliseconds",
                window.toMillis(),
                SHORTEST.toMillis(),
                LONGEST.toMillis());
    }

    /** Whether it ejects anything at all. */
    public boolean on() {
        return requests > 0;
    }

    boolean ejects(long ended, long failed) {
        return on() && ended >= requests && failed * 100 > ended * percent;
    }
}
