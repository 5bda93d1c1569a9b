package dev.signalbox.server.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.server.config.TelemetryConfig;
import dev.signalbox.server.profile.Profiles;
import dev.signalbox.server.window.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Cuts windows on time and sends them until the monitor has them: one thread cuts, another sends, so that a monitor that
 * does not answer delays no window. A window that counted nothing is not sent, and takes no place in the spool.
 */
public final class TelemetrySender implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TelemetrySender.class);
    private static final int MOST_IN_A_BATCH = 200;

    /* A profile takes half a kilobyte on its way. */
    private static final int MOST_PROFILES_IN_A_BATCH = 4_000;

    private final Source source;
    private final TelemetryConfig config;
    private final Spool<TelemetryWindow> spool;
    private final Delivery<TelemetryWindow> delivery;
    private final Clock clock;
    private final ScheduledExecutorService cutter = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("telemetry-cut").factory());
    /* Guarded by this. */
    private Windows windows;
    private long sequence;

    /** Whose windows these are. */
    public record Source(
            String instance,
            DeploymentName deployment,
            ModelVersion version,
            ServingCounter counter,
            Consumer<Profiles> onCut) {}

    public TelemetrySender(Source source, TelemetryConfig config, Receiver<TelemetryWindow> monitor, Clock clock) {
        this.source = source;
        this.config = config;
        this.clock = clock;
        int profiles = source.counter().profiles();
        this.spool = Spools.windows(config, profiles);
        int batch = Math.clamp(MOST_PROFILES_IN_A_BATCH / (1 + profiles), 1, MOST_IN_A_BATCH);
        this.delivery = new Delivery<>(spool, monitor, new Delivery.Manner("telemetry", batch, config.maxBackOff()));
        this.windows = Windows.from(clock.instant(), config.interval());
    }

    /** Begins to cut and send. */
    public void start() {
        scheduleCut();
        delivery.nudge();
    }

    /** What waits for the monitor. */
    public Spool<TelemetryWindow> spool() {
        return spool;
    }

    /** How many windows the monitor refused for good. */
    public long refused() {
        return delivery.refused();
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
            delivery.nudge();
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

    /** Cuts the last window and tries once more to send everything, for a bounded time. */
    @Override
    public void close() {
        cutter.shutdownNow();
        synchronized (this) {
            cut(windows.last(clock.instant()));
        }
        delivery.end(config.flush());
    }
}
