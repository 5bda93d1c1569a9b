package dev.signalbox.router.count;

import java.util.concurrent.atomic.LongAdder;

/** A counter that grows for ever, and tells how much since it was last asked. Any thread counts; one at a time takes. */
final class Growing {
    private final LongAdder total = new LongAdder();
    private long taken;

    void increment() {
        total.increment();
    }

    long total() {
        return total.sum();
    }

    long take() {
        long now = total.sum();
        long fresh = now - taken;
        taken = now;
        return fresh;
    }
}
