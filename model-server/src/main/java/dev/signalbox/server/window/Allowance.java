package dev.signalbox.server.window;

import dev.signalbox.api.Require;
import java.time.Duration;

/** So many a second, and those of one second at once after a pause. Not thread safe. */
public final class Allowance {
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private double left;
    private long at;

    /** An allowance that is whole at that reading of the nanosecond clock. */
    public Allowance(int perSecond, long nanos) {
        this.perSecond = (int) Require.within("allowance a second", perSecond, 1, 1_000_000);
        this.left = perSecond;
        this.at = nanos;
    }

    /** Takes one, if there is one left by then. */
    public boolean take(long nanos) {
        left = Math.min(perSecond, left + Math.max(0, nanos - at) / SECOND * perSecond);
        at = nanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
