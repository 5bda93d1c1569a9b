package dev.signalbox.router.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Cuts time into windows that begin and end on whole multiples of an interval. Not thread safe. */
final class WindowCut {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final long intervalMillis;
    private long lastMillis;

    WindowCut(Duration interval, Instant start) {
        this.intervalMillis = interval.toMillis();
        this.lastMillis = whole(start);
    }

    /** A window's beginning and end. */
    record Window(Instant start, Instant end) {}

    /** The window from the last cut to the last whole multiple; empty if the clock has not passed one. */
    Optional<Window> at(Instant now) {
        return until(whole(now));
    }

    /** The last window: it also takes the interval that has only begun. */
    Optional<Window> last(Instant now) {
        return until(whole(now) + intervalMillis);
    }

    private Optional<Window> until(long endMillis) {
        if (endMillis < lastMillis) {
            /* The clock was set back: begin anew from there, the counts wait for the next cut. */
            lastMillis = endMillis;
        }
        if (endMillis == lastMillis) {
            return Optional.empty();
        }
        long startMillis = Math.max(lastMillis, endMillis - LONGEST.toMillis());
        lastMillis = endMillis;
        return Optional.of(new Window(Instant.ofEpochMilli(startMillis), Instant.ofEpochMilli(endMillis)));
    }

    private long whole(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), intervalMillis) * intervalMillis;
    }
}
