package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Keeps windows until the monitor has acknowledged them. Bounded: when full, the oldest window is dropped and counted.
 * It ends with its process; a {@code spool.DiskSpool} does not. Thread safe.
 */
public final class TelemetrySpool {
    private final int capacity;
    private final ArrayDeque<TelemetryWindow> waiting = new ArrayDeque<>();
    private long dropped;

    /** A spool of at most so many windows. */
    public TelemetrySpool(int capacity) {
        this.capacity = (int) Require.within("spool capacity", capacity, 1, 10_000_000);
    }

    /** Keeps a window for sending. */
    public synchronized void add(TelemetryWindow window) {
        if (waiting.size() == capacity) {
            waiting.removeFirst();
            dropped++;
        }
        waiting.addLast(window);
    }

    /** The oldest windows, at most so many; they stay in the spool until they are acknowledged. */
    public synchronized List<TelemetryWindow> oldest(int most) {
        List<TelemetryWindow> batch = new ArrayList<>(Math.min(most, waiting.size()));
        Iterator<TelemetryWindow> all = waiting.iterator();
        while (batch.size() < most && all.hasNext()) {
            batch.add(all.next());
        }
        return batch;
    }

    /** Forgets windows that the monitor has. Those that were dropped meanwhile are not missed. */
    public synchronized void acknowledge(List<TelemetryWindow> sent) {
        for (TelemetryWindow window : sent) {
            /* In order: what was sent stands at the front, unless the spool overflowed meanwhile. */
            TelemetryWindow first = waiting.peekFirst();
            if (first != null && first.equals(window)) {
                waiting.removeFirst();
            }
        }
    }

    /** How many windows wait. */
    public synchronized int size() {
        return waiting.size();
    }

    /** How many windows were dropped because the spool was full. */
    public synchronized long dropped() {
        return dropped;
    }
}
