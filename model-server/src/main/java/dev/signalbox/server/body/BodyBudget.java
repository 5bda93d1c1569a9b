package dev.signalbox.server.body;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies this process holds, against how many it may. Thread safe. */
public final class BodyBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    public BodyBudget(long most) {
        this.most = most;
    }

    /** Takes bytes out of the budget; false, and nothing taken, if so many are not left. */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Puts bytes back. */
    public void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    /** How many are taken. */
    public long held() {
        return held.get();
    }
}
