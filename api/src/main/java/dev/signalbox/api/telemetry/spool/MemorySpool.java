package dev.signalbox.api.telemetry.spool;

import dev.signalbox.api.Require;
import java.util.ArrayDeque;
import java.util.List;

/** A spool that ends with its process. Thread safe. */
public final class MemorySpool<T> implements Spool<T> {
    private static final int MOST = 10_000_000;

    private final int capacity;
    private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
    private long position;
    private long dropped;

    /** A spool of at most so many items. */
    public MemorySpool(int capacity) {
        this.capacity = (int) Require.within("spool capacity", capacity, 1, MOST);
    }

    @Override
    public synchronized void add(T item) {
        if (waiting.size() == capacity) {
            waiting.removeFirst();
            dropped++;
        }
        position++;
        waiting.addLast(new Waiting<>(position, item));
    }

    @Override
    public synchronized List<Waiting<T>> after(long position, int most) {
        return waiting.stream()
                .dropWhile(item -> item.position() <= position)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized void acknowledge(long position) {
        while (!waiting.isEmpty() && waiting.peekFirst().position() <= position) {
            waiting.removeFirst();
        }
    }

    @Override
    public synchronized int size() {
        return waiting.size();
    }

    @Override
    public synchronized long dropped(SpoolDrop reason) {
        return reason == SpoolDrop.FULL ? dropped : 0;
    }

    @Override
    public void close() {}
}
