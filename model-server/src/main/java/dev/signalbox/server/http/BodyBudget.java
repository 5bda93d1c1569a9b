package dev.signalbox.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies this process holds, against how many it may. Thread safe. */
final class BodyBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /** Takes bytes out of the budget; false, and nothing taken, if so many are not left. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
