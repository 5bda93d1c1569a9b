package dev.signalbox.api.telemetry.spool;

import java.util.List;

/**
 * Keeps items, in order, until the monitor has acknowledged them. Bounded: when full, the oldest are dropped and counted by
 * reason. Whoever sends asks for the {@link #oldest}, sends them, and {@link #acknowledge}s; what was sent but not yet
 * acknowledged when a process was killed is sent again, which the monitor's contract makes safe. Thread safe.
 */
public interface Spool<T> extends AutoCloseable {
    /** Keeps an item for sending. Never fails: an item that can not be kept is counted as dropped. */
    void add(T item);

    /** The oldest items, at most so many; they stay until they are acknowledged. */
    default List<Waiting<T>> oldest(int most) {
        return after(Long.MIN_VALUE, most);
    }

    /** The oldest items behind a position, at most so many. */
    List<Waiting<T>> after(long position, int most);

    /** Forgets the item at a position and all before it. */
    void acknowledge(long position);

    /** How many items wait. */
    int size();

    /** How many items were dropped for a reason since the spool was opened. */
    long dropped(SpoolDrop reason);

    /** Gives the spool up; what waits on disk stays there for the next process. */
    @Override
    void close();

    /** An item and its position, which only grows. */
    record Waiting<T>(long position, T item) {}
}
