package dev.signalbox.server.window;

import dev.signalbox.api.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The next window to cut: it begins where the last one ended, and ends on a whole multiple of the interval since 1970, so
 * that the windows of all instances meet at the same times.
 */
public record Windows(Duration interval, Instant start) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public Windows {
        Require.within("telemetry interval, in milliseconds", interval.toMillis(), 100, LONGEST.toMillis());
    }

    /** The windows of an instance that begins to count now. */
    public static Windows from(Instant now, Duration interval) {
        return new Windows(interval, floor(now, interval));
    }

    /** When the present window ends. */
    public Instant end() {
        return floor(start, interval).plus(interval);
    }

    /** The window to cut now; empty while the present one lasts, as it does for long if the clock was set back. */
    public Optional<Span> due(Instant now) {
        Instant end = floor(now, interval);
        return end.isBefore(end()) ? Optional.empty() : Optional.of(span(end));
    }

    /** The window to cut at the end of all, which is on no whole multiple. */
    public Span last(Instant now) {
        return span(now.isAfter(start) ? now : start.plusMillis(1));
    }

    /** The windows after one that was cut. */
    public Windows after(Span span) {
        return new Windows(interval, span.end());
    }

    private Span span(Instant end) {
        boolean slept = Duration.between(start, end).compareTo(LONGEST) > 0;
        return new Span(slept ? end.minus(interval) : start, end);
    }

    private static Instant floor(Instant time, Duration interval) {
        long millis = interval.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
    }

    /** From when to when. */
    public record Span(Instant start, Instant end) {}
}
