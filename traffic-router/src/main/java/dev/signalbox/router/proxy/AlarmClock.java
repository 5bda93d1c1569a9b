package dev.signalbox.router.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;

/** Lets the alarms of one event loop go off by one timer, which runs only while an alarm is set. Lives on that event loop. */
final class AlarmClock {
    /* A hashed timing wheel [1]: an alarm waits in the slot of the tick at which it is due, for as many turns of the wheel as that
     * takes. To set and to clear one costs a few pointers, where a timer of its own costs a place in two queues. It goes off
     * up to a tick late, never early. [1] Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987. */
    private static final long TICK_MILLIS = 5;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    private static final int SLOTS = 1024;

    private final ContextInternal context;
    private final Alarm[] slots = new Alarm[SLOTS];
    private final long origin = System.nanoTime();
    private long passed;
    private int set;
    private boolean ticking;

    /** A clock of the event loop that this is called on. */
    AlarmClock(Vertx vertx) {
        this.context = (ContextInternal) vertx.getOrCreateContext();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Alarm(this, () -> {});
        }
    }

    /** The context that this is called in. */
    ContextInternal here() {
        ContextInternal current = ContextInternal.current();
        return current == null ? context : current;
    }

    void add(Alarm alarm) {
        wait(alarm);
        set++;
        if (!ticking) {
            ticking = true;
            passed = (System.nanoTime() - origin) / TICK_NANOS;
            tickLater();
        }
    }

    void remove(Alarm alarm) {
        alarm.unlink();
        set--;
    }

    private void wait(Alarm alarm) {
        long tick = Math.ceilDiv(alarm.due() - origin, TICK_NANOS);
        alarm.linkBefore(slots[(int) (tick & (SLOTS - 1))]);
    }

    private void tickLater() {
        context.setTimer(TICK_MILLIS, fired -> tick());
    }

    private void tick() {
        long now = System.nanoTime();
        long last = (now - origin) / TICK_NANOS;
        long first = Math.max(passed + 1, last - SLOTS + 1);
        passed = last;
        for (long tick = first; tick <= last; tick++) {
            ring(slots[(int) (tick & (SLOTS - 1))], now);
        }
        ticking = set > 0;
        if (ticking) {
            tickLater();
        }
    }

    /* What an alarm does may set and clear others, of this slot too: those that wait here are taken out one by one. */
    private void ring(Alarm slot, long now) {
        if (!slot.linked()) {
            return;
        }
        Alarm waiting = new Alarm(this, () -> {});
        waiting.takeOver(slot);
        while (waiting.linked()) {
            Alarm next = waiting.after();
            if (next.due() - now <= 0) {
                next.ring();
            } else {
                next.unlink();
                wait(next);
            }
        }
    }
}
