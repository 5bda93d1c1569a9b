package dev.signalbox.router.proxy;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** A timer that is set and cleared on one event loop. */
final class Alarm {
    private static final long UNSET = -1;

    private final Vertx vertx;
    private final Runnable action;
    private long timer = UNSET;
    private long due;

    Alarm(Vertx vertx, Runnable action) {
        this.vertx = vertx;
        this.action = action;
    }

    void set(long millis) {
        clear();
        long wait = Math.max(1, millis);
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        timer = vertx.setTimer(wait, fired -> {
            timer = UNSET;
            action.run();
        });
    }

    void clear() {
        if (timer != UNSET) {
            vertx.cancelTimer(timer);
            timer = UNSET;
        }
    }

    /** The time until it goes off, as it was set last. */
    long leftMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()));
    }
}
