package dev.signalbox.router.proxy;

import io.vertx.core.impl.ContextInternal;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A timer that is set and cleared on one event loop, as precise as the clock that it belongs to. */
final class Alarm {
    private final AlarmClock clock;
    private final Runnable action;
    private @Nullable ContextInternal context;
    private long due;

    /* The ring of the alarms of the same slot; of this one alone while it is not set. */
    private Alarm before = this;
    private Alarm after = this;

    Alarm(AlarmClock clock, Runnable action) {
        this.clock = clock;
        this.action = action;
    }

    void set(long millis) {
        clear();
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(1, millis));
        context = clock.here();
        clock.add(this);
    }

    void clear() {
        if (linked()) {
            clock.remove(this);
        }
    }

    /** The time until it goes off, as it was set last. */
    long leftMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()));
    }

    long due() {
        return due;
    }

    /** Goes off, in the context in which it was set. */
    void ring() {
        clock.remove(this);
        Objects.requireNonNull(context).dispatch(action);
    }

    boolean linked() {
        return after != this;
    }

    Alarm after() {
        return after;
    }

    void linkBefore(Alarm slot) {
        before = slot.before;
        after = slot;
        before.after = this;
        slot.before = this;
    }

    void unlink() {
        before.after = after;
        after.before = before;
        before = this;
        after = this;
    }

    /** Takes the place of a slot in its ring, which is empty then. */
    void takeOver(Alarm slot) {
        linkBefore(slot);
        slot.unlink();
    }
}
