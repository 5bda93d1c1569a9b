package dev.signalbox.router.guard;

import java.util.Arrays;

/** Watches one candidate over a sliding window and says when it is to be ejected. Thread safe; time is in nanoseconds. */
public final class Guard {
    /* The window slides in steps of a tenth: an ejection is at most that much later than the exact window's. */
    private static final int SLICES = 10;
    private static final long NONE = 0;

    private final GuardRule rule;
    private final long sliceNanos;
    private final long[] ended = new long[SLICES];
    private final long[] failed = new long[SLICES];
    private long slice;
    private long watched = NONE;
    private volatile long ejected = NONE;
    private volatile long ejections;

    /** A guard that has seen nothing yet. */
    public Guard(GuardRule rule) {
        this.rule = rule;
        this.sliceNanos = rule.window().toNanos() / SLICES;
    }

    /** Whether the version is ejected from this revision of its route: only another revision puts it back. */
    public boolean ejectedFrom(long revision) {
        return ejected == revision;
    }

    /** How often the version was ejected. */
    public long ejections() {
        return ejections;
    }

    /**
     * Notes how a request that the split gave to the version ended, and returns whether this ejects the version. What began
     * under an older revision of the route says nothing about the one in force.
     */
    public synchronized boolean ended(long revision, boolean failure, long nanoTime) {
        if (!rule.on() || revision < watched || ejected == revision) {
            return false;
        }
        if (revision > watched) {
            watched = revision;
            clear();
        }
        slideTo(Math.floorDiv(nanoTime, sliceNanos));
        int now = (int) Math.floorMod(slice, (long) SLICES);
        ended[now]++;
        failed[now] += failure ? 1 : 0;
        if (!rule.ejects(sum(ended), sum(failed))) {
            return false;
        }
        ejected = revision;
        ejections++;
        return true;
    }

    private static long sum(long[] slices) {
        long sum = 0;
        for (long slice : slices) {
            sum += slice;
        }
        return sum;
    }

    private void slideTo(long next) {
        if (next - slice >= SLICES) {
            clear();
            slice = next;
        }
        while (slice < next) {
            slice++;
            int fresh = (int) Math.floorMod(slice, (long) SLICES);
            ended[fresh] = 0;
            failed[fresh] = 0;
        }
    }

    private void clear() {
        Arrays.fill(ended, 0);
        Arrays.fill(failed, 0);
    }
}
