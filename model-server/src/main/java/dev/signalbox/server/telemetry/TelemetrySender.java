package dev.signalbox.server.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetrySpool;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.server.config.TelemetryConfig;
import dev.signalbox.server.profile.Profiles;
import dev.signalbox.server.window.BackOff;
import dev.signalbox.server.window.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Cuts windows on time and sends them until the monitor has them: one thread cuts, another sends, so that a monitor that
 * does not answer delays no window. A window that counted nothing is not sent, and takes no place in the spool.
 */
public final class TelemetrySender implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TelemetrySender.class);
    private static final int MOST_IN_A_BATCH = 200;

    /* A profile takes about a kilobyte while it waits and half of one on its way: a model of many features has fewer windows
     * in the spool, about 64 MB of them, and in a batch. */
    private static final int MOST_PROFILES_KEPT = 64_000;
    private static final int MOST_PROFILES_IN_A_BATCH = 4_000;
    private static final int LEAST_KEPT = 60;

    private final Source source;
    private final TelemetryConfig config;
    private final TelemetrySpool spool;
    private final WindowReceiver monitor;
    private final int batch;
    private final Clock clock;
    private final ScheduledExecutorService cutter = thread("telemetry-cut");
    private final ScheduledExecutorService sender = thread("telemetry-send");
    private final AtomicLong refused = new AtomicLong();
    /* Guarded by this. */
    private Windows windows;
    private long sequence;
    /* Touched by the sending thread alone. */
    private BackOff backOff;
    private volatile boolean waiting;

    /** Whose windows these are. */
    public record Source(
            String instance,
            DeploymentName deployment,
            ModelVersion version,
            ServingCounter counter,
            Consumer<Profiles> onCut) {}

    public TelemetrySender(Source source, TelemetryConfig config, WindowReceiver monitor, Clock clock) {
        this.source = source;
        this.config = config;
        this.monitor = monitor;
        this.clock = clock;
        int weight = 1 + source.counter().profiles();
        this.spool = new TelemetrySpool(Math.min(config.spool(), Math.max(LEAST_KEPT, MOST_PROFILES_KEPT / weight)));
        this.batch = Math.clamp(MOST_PROFILES_IN_A_BATCH / weight, 1, MOST_IN_A_BATCH);
        this.windows = Windows.from(clock.instant(), config.interval());
        this.backOff = BackOff.none(config.maxBackOff());
    }

    /** Begins to cut and send. */
    public void start() {
        scheduleCut();
    }

    /** What waits for the monitor. */
    public TelemetrySpool spool() {
        return spool;
    }

    /** How many windows the monitor refused for good. */
    public long refused() {
        return refused.get();
    }

    private synchronized void scheduleCut() {
        if (cutter.isShutdown()) {
            return;
        }
        long millis = Duration.between(clock.instant(), windows.end()).toMillis();
        Future<?> unused = cutter.schedule(this::cutDue, Math.max(1, millis), TimeUnit.MILLISECONDS);
    }

    private void cutDue() {
        try {
            Instant now = clock.instant();
            synchronized (this) {
                windows.due(now).ifPresent(this::cut);
            }
            if (!waiting && spool.size() > 0) {
                sender.execute(this::sendAll);
            }
        } catch (RuntimeException unforeseen) {
            /* Said, and not the end of all later windows. */
            LOG.error("Telemetry window was not cut", unforeseen);
        } finally {
            scheduleCut();
        }
    }

    private void cut(Windows.Span span) {
        Optional<ServerCounts> drained = source.counter().drain();
        source.onCut()
                .accept(drained.map(counts -> new Profiles(counts.features(), counts.outputs()))
                        .orElse(Profiles.NONE));
        drained.ifPresent(counts -> {
            spool.add(TelemetryWindow.ofServer(
                    new TelemetryWindow.Origin(source.instance(), sequence, span.start(), span.end()),
                    source.deployment(),
                    source.version(),
                    counts));
            sequence++;
        });
        windows = windows.after(span);
    }

    private void sendAll() {
        try {
            boolean reached = true;
            while (reached && spool.size() > 0) {
                reached = sendOnce(spool.oldest(batch));
            }
            settle(reached);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unforeseen) {
            LOG.error("Telemetry was not sent", unforeseen);
            settle(false);
        }
    }

    private boolean sendOnce(List<TelemetryWindow> batch) throws InterruptedException {
        return switch (monitor.send(batch)) {
            case STORED -> {
                spool.acknowledge(batch);
                yield true;
            }
            case AWAY -> false;
            case REFUSED -> sendEach(batch);
        };
    }

    /** One window that the monitor will never take must not hold up the others. */
    private boolean sendEach(List<TelemetryWindow> batch) throws InterruptedException {
        for (TelemetryWindow window : batch) {
            WindowReceiver.Answer answer = monitor.send(List.of(window));
            if (answer == WindowReceiver.Answer.AWAY) {
                return false;
            }
            if (answer == WindowReceiver.Answer.REFUSED) {
                refused.incrementAndGet();
                LOG.errorf(
                        "Monitor refused a window for good instance=%s sequence=%d",
                        window.instance(), window.sequence());
            }
            spool.acknowledge(List.of(window));
        }
        return true;
    }

    private void settle(boolean reached) {
        if (reached) {
            if (backOff.failures() > 0) {
                LOG.info("Monitor is back, telemetry is sent");
            }
            backOff = BackOff.none(config.maxBackOff());
            waiting = false;
            return;
        }
        if (backOff.failures() == 0) {
            LOG.warn("Monitor is away, telemetry is kept");
        }
        backOff = backOff.failedAgain();
        waiting = true;
        if (!sender.isShutdown()) {
            long pause = backOff.pause(ThreadLocalRandom.current().nextDouble()).toMillis();
            Future<?> unused = sender.schedule(this::sendAll, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** Cuts the last window and tries once more to send everything, for a bounded time. */
    @Override
    public void close() {
        cutter.shutdownNow();
        synchronized (this) {
            cut(windows.last(clock.instant()));
        }
        sender.execute(this::sendAll);
        sender.shutdown();
        try {
            if (!sender.awaitTermination(config.flush().toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
        if (spool.size() > 0) {
            LOG.warnf("Telemetry lost at shutdown, the monitor is away windows=%d", spool.size());
        }
        monitor.close();
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }
}
