package dev.signalbox.router.tickets;

import dev.signalbox.router.count.Occupancy;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the machine's decisions that people are to check, and bounds how many are under way to the monitor. Thread safe. */
public final class Audits {
    /* Each holds a request and an answer: with those of the largest size, some hundred megabytes. */
    private static final int MOST_UNDER_WAY = 16;

    private final Occupancy underWay = new Occupancy(MOST_UNDER_WAY);
    private final LongAdder kept = new LongAdder();
    private final Map<AuditDrop, LongAdder> dropped = new EnumMap<>(AuditDrop.class);

    /** None yet. */
    public Audits() {
        for (AuditDrop reason : AuditDrop.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** Takes a place for one that is to go to the monitor; false where there is none. */
    public boolean begin() {
        return underWay.enter(1);
    }

    /** Gives its place back, and counts what became of it: kept, where there is no reason. */
    public void end(@Nullable AuditDrop reason) {
        underWay.leave(1);
        if (reason == null) {
            kept.increment();
        } else {
            drop(reason);
        }
    }

    /** Counts one that does not go to the monitor. */
    public void drop(AuditDrop reason) {
        LongAdder count = dropped.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    /** How many the monitor keeps. */
    public long kept() {
        return kept.sum();
    }

    /** How many were not kept for this reason. */
    public long dropped(AuditDrop reason) {
        LongAdder count = dropped.get(reason);
        return count == null ? 0 : count.sum();
    }
}
