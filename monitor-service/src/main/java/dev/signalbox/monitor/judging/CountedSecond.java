package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.TelemetryWindow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All windows of a slot, added up. {@code longest} is the length of the longest of them, {@code end} the latest end, and {@code
 * lastArrival} the latest end of one in which the version was asked anything.
 */
public record CountedSecond(
        Slot slot, Duration longest, Instant end, @Nullable Instant lastArrival, Counted counts) {
    /** One window's counts. */
    public static CountedSecond of(TelemetryWindow window) {
        Counted counts = Counted.of(window);
        return new CountedSecond(
                Slot.of(window),
                Duration.between(window.start(), window.end()),
                window.end(),
                counts.isSeen() ? window.end() : null,
                counts);
    }

    /** The same seen as copies: what they did stands in the place of what live requests did. */
    CountedSecond ofCopies() {
        return counts instanceof Counted.Served served
                ? new CountedSecond(slot, longest, end, lastArrival, served.ofCopies())
                : this;
    }

    /** The same counts in less room. */
    public CountedSecond compacted() {
        return counts instanceof Counted.Served served
                ? new CountedSecond(slot, longest, end, lastArrival, served.compacted())
                : this;
    }

    /** The sum of both, which must be of the same slot. */
    public CountedSecond plus(CountedSecond other) {
        return new CountedSecond(
                slot,
                longest.compareTo(other.longest) >= 0 ? longest : other.longest,
                end.isAfter(other.end) ? end : other.end,
                later(lastArrival, other.lastArrival),
                counts.plus(other.counts));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
