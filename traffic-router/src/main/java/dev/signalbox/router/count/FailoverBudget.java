package dev.signalbox.router.count;

import dev.signalbox.api.Require;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the load that failover adds: each request of a deployment earns a share of a failover, and what is earned is kept up
 * to a burst. Thread safe.
 */
public final class FailoverBudget {
    private static final long ONE = 100;

    private final int percent;
    private final long most;
    private final AtomicLong kept;

    /** A budget of so many percent of the requests, with a burst that is there at the start. */
    public FailoverBudget(int percent, int burst) {
        this.percent = (int) Require.within("signalbox.router.failover.percent", percent, 0, 100);
        this.most = ONE * Require.within("signalbox.router.failover.burst", burst, 0, 1_000_000);
        this.kept = new AtomicLong(most);
    }

    /** A request was taken. */
    public void earn() {
        if (kept.get() < most) {
            kept.updateAndGet(now -> Math.min(most, now + percent));
        }
    }

    /** Whether there is enough for a failover. */
    public boolean has() {
        return kept.get() >= ONE;
    }

    /** A failover was made. Two at the same time may overdraw it by one. */
    public void spend() {
        kept.addAndGet(-ONE);
    }
}
