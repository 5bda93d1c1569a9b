package dev.signalbox.router.count;

import java.util.concurrent.atomic.AtomicLong;

/** A bounded number of things under way. Thread safe. */
public final class Occupancy {
    private volatile long most;
    private final AtomicLong now = new AtomicLong();

    /** An occupancy that lets in at most so many. */
    public Occupancy(long most) {
        this.most = most;
    }

    /** An occupancy that only counts. */
    public static Occupancy unbounded() {
        return new Occupancy(Long.MAX_VALUE);
    }

    /** Lets so many in if they fit. */
    public boolean enter(long count) {
        if (now.addAndGet(count) > most) {
            now.addAndGet(-count);
            return false;
        }
        return true;
    }

    /** Lets in at most so many from now on; those that are in stay. */
    public void limit(long other) {
        most = other;
    }

    /** How many it lets in at most. */
    public long most() {
        return most;
    }

    /** Lets so many out. */
    public void leave(long count) {
        now.addAndGet(-count);
    }

    /** How many are in. */
    public long now() {
        return now.get();
    }
}
