package dev.signalbox.router.delivery;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Sends a courier again and again, on a thread of its own: at once while things go well, ever later while they do not. */
public final class Dispatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);
    private static final long FIRST_BACK_OFF_MILLIS = 20;
    private static final long LONGEST_BACK_OFF_MILLIS = 5_000;
    private static final long LAST_SENDING_MILLIS = 3_000;
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final Courier<?> courier;
    private final Left left;
    private final ScheduledExecutorService thread;
    private long looked = System.nanoTime();
    private long backOffMillis = FIRST_BACK_OFF_MILLIS;

    /** Finds what others have left to be sent, and adds it to what waits. */
    public interface Left {
        /** Takes over what there is; returns whether there was any. */
        boolean takeOver() throws IOException;
    }

    /** A dispatch of a courier; the thread has this name. */
    public Dispatch(String name, Courier<?> courier) {
        this(name, courier, () -> false);
    }

    /** A dispatch that, where nothing waits, looks every minute for what others have left. */
    public Dispatch(String name, Courier<?> courier, Left left) {
        this.name = name;
        this.courier = courier;
        this.left = left;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Begins to send. */
    public void start() {
        thread.execute(this::send);
    }

    private void send() {
        boolean delivered = false;
        try {
            delivered = courier.deliver();
            if (delivered && System.nanoTime() - looked > LOOK_NANOS) {
                looked = System.nanoTime();
                delivered = !left.takeOver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (IOException | RuntimeException e) {
            LOG.errorf("Nothing could be sent: dispatch=%s reason=%s", name, e.getMessage());
        }
        backOffMillis = delivered ? FIRST_BACK_OFF_MILLIS : Math.min(2 * backOffMillis, LONGEST_BACK_OFF_MILLIS);
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::send, backOffMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends once more, for a bounded time, and ends. */
    @Override
    public void close() {
        try {
            thread.submit(courier::deliver).get(LAST_SENDING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Not all could be sent to the end: dispatch=%s reason=%s", name, e);
        }
        thread.shutdownNow();
    }
}
