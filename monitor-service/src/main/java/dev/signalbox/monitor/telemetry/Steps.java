package dev.signalbox.monitor.telemetry;

import java.time.Duration;
import java.time.Instant;

/** A time that is looked at in steps of equal length, on a grid that does not depend on where it begins. */
public record Steps(Instant from, Instant to, Duration length) {
    /** The most steps that a time is looked at in: those of a longer one are made longer. */
    public static final int MOST = 2_000;

    public Steps {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("to must be after from, got " + from + " to " + to);
        }
        long least = Math.max(1, Math.ceilDiv(Duration.between(from, to).toSeconds(), MOST));
        if (length.toSeconds() < least) {
            length = Duration.ofSeconds(Math.ceilDiv(least, ProfileStore.FINEST) * ProfileStore.FINEST);
        }
    }

    /** The length of a step in seconds. */
    public long seconds() {
        return length.toSeconds();
    }

    /** The second in which the step of this second begins. */
    public long startOf(long second) {
        return Math.floorDiv(second, seconds()) * seconds();
    }
}
