package dev.signalbox.router.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Moves bytes from one connection to another at the pace of the slower, up to a bound. */
final class Pump {
    private final ReadStream<Buffer> from;
    private final WriteStream<Buffer> to;
    private final Runnable tooMuch;
    private long room;
    private boolean over;

    Pump(ReadStream<Buffer> from, WriteStream<Buffer> to, long room, Runnable tooMuch) {
        this.from = from;
        this.to = to;
        this.room = room;
        this.tooMuch = tooMuch;
    }

    /** Starts after the beginning was written; the stream may be paused. */
    void start(Runnable ended) {
        to.drainHandler(drained -> {
            if (!over) {
                from.resume();
            }
        });
        from.handler(this::move);
        from.endHandler(end -> {
            over = true;
            ended.run();
        });
        from.resume();
    }

    private void move(Buffer chunk) {
        if (over) {
            return;
        }
        room -= chunk.length();
        if (room < 0) {
            over = true;
            from.handler(ignored -> {});
            from.endHandler(ignored -> {});
            tooMuch.run();
            return;
        }
        to.write(chunk);
        if (to.writeQueueFull()) {
            from.pause();
        }
    }
}
