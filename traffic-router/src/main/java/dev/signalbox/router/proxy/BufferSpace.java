package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Occupancy;

/** The space that one exchange takes for what it holds back: bounded for each body, and for the router as a whole. */
final class BufferSpace {
    private final Occupancy total;
    private long held;

    BufferSpace(Occupancy total) {
        this.total = total;
    }

    /** Takes more space if the router has it. */
    boolean take(long bytes) {
        if (bytes > 0 && !total.enter(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    /** Gives everything back. */
    void release() {
        total.leave(held);
        held = 0;
    }
}
