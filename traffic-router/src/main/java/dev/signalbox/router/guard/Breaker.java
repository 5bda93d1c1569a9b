package dev.signalbox.router.guard;

import dev.signalbox.api.Require;
import java.util.concurrent.TimeUnit;

/**
 * Lets nothing through for a while after several failures in a row, then one trial at a time. Thread safe; time is in
 * nanoseconds.
 */
public final class Breaker {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 5;

    private final int tolerated;
    private int failures;
    private int pauses;
    private long closedUntil;
    private boolean trial;

    /** A breaker that opens at so many failures in a row. */
    public Breaker(int tolerated) {
        this.tolerated = (int) Require.within("signalbox.router.mirror.failures", tolerated, 1, 1_000_000);
    }

    /** Whether something may be tried. Who gets a yes tells how it went. */
    public synchronized boolean admits(long nanoTime) {
        if (failures < tolerated) {
            return true;
        }
        if (trial || nanoTime - closedUntil < 0) {
            return false;
        }
        trial = true;
        return true;
    }

    /** Whether nothing has been let through since the last failures. */
    public synchronized boolean open() {
        return failures >= tolerated;
    }

    /** It went well: everything may be tried again. */
    public synchronized void succeeded() {
        failures = 0;
        pauses = 0;
        trial = false;
    }

    /** It did not: with enough of these in a row nothing is tried for 1 s, doubling up to 32 s with each failed trial. */
    public synchronized void failed(long nanoTime) {
        failures = Math.min(failures + 1, tolerated);
        if (failures < tolerated || (!trial && pauses > 0)) {
            return;
        }
        trial = false;
        closedUntil = nanoTime + (FIRST_PAUSE_NANOS << Math.min(pauses, MOST_DOUBLINGS));
        pauses++;
    }
}
