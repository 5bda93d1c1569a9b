package dev.signalbox.server.telemetry;

import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.server.window.BackOff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Sends what is in a spool, on a thread of its own, until the monitor has it. Thread safe. */
final class Delivery<T> {
    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private final Spool<T> spool;
    private final Receiver<T> monitor;
    private final Manner manner;
    private final ScheduledExecutorService thread;
    private final AtomicLong refused = new AtomicLong();
    /* Touched by the sending thread alone. */
    private BackOff backOff;
    private volatile boolean waiting;

    /** What is sent, how many at once, and how long a pause may become while the monitor is away. */
    record Manner(String what, int batch, Duration maxBackOff) {}

    Delivery(Spool<T> spool, Receiver<T> monitor, Manner manner) {
        this.spool = spool;
        this.monitor = monitor;
        this.manner = manner;
        this.backOff = BackOff.none(manner.maxBackOff());
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(manner.what() + "-send").factory());
    }

    /** Says that there may be something to send. */
    void nudge() {
        if (!waiting && !thread.isShutdown() && spool.size() > 0) {
            thread.execute(this::sendAll);
        }
    }

    /** How many items the monitor refused for good. */
    long refused() {
        return refused.get();
    }

    private void sendAll() {
        try {
            boolean reached = true;
            List<Spool.Waiting<T>> batch = spool.oldest(manner.batch());
            while (reached && !batch.isEmpty()) {
                reached = sendOnce(batch);
                batch = spool.oldest(manner.batch());
            }
            settle(reached);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unforeseen) {
            LOG.errorf(unforeseen, "Telemetry was not sent what=%s", manner.what());
            settle(false);
        }
    }

    private boolean sendOnce(List<Spool.Waiting<T>> batch) throws InterruptedException {
        return switch (monitor.send(batch.stream().map(Spool.Waiting::item).toList())) {
            case STORED -> {
                spool.acknowledge(batch.getLast().position());
                yield true;
            }
            case AWAY -> false;
            case REFUSED -> sendEach(batch);
        };
    }

    /** One item that the monitor will never take must not hold up the others. */
    private boolean sendEach(List<Spool.Waiting<T>> batch) throws InterruptedException {
        for (Spool.Waiting<T> waiting : batch) {
            Receiver.Answer answer = monitor.send(List.of(waiting.item()));
            if (answer == Receiver.Answer.AWAY) {
                return false;
            }
            if (answer == Receiver.Answer.REFUSED) {
                refused.incrementAndGet();
                LOG.errorf("Monitor refused telemetry for good what=%s position=%d", manner.what(), waiting.position());
            }
            spool.acknowledge(waiting.position());
        }
        return true;
    }

    private void settle(boolean reached) {
        if (reached) {
            if (backOff.failures() > 0) {
                LOG.infof("Monitor is back, telemetry is sent what=%s", manner.what());
            }
            backOff = BackOff.none(manner.maxBackOff());
            waiting = false;
            return;
        }
        if (backOff.failures() == 0) {
            LOG.warnf("Monitor is away, telemetry is kept what=%s", manner.what());
        }
        backOff = backOff.failedAgain();
        waiting = true;
        if (!thread.isShutdown()) {
            long pause = backOff.pause(ThreadLocalRandom.current().nextDouble()).toMillis();
            Future<?> unused = thread.schedule(this::sendAll, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Tries once more to send everything, for a bounded time, and ends. */
    void end(Duration patience) {
        thread.execute(this::sendAll);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        if (spool.size() > 0) {
            LOG.warnf(
                    "Telemetry was not sent to the end, the monitor is away what=%s waiting=%d",
                    manner.what(), spool.size());
        }
        spool.close();
    }
}
