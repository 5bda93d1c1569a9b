package dev.signalbox.router.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.Require;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.router.config.TelemetryConfig;
import dev.signalbox.router.delivery.Courier;
import dev.signalbox.router.delivery.Dispatch;
import dev.signalbox.router.delivery.Load;
import dev.signalbox.router.delivery.Receiver;
import dev.signalbox.router.table.LiveRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Cuts windows on time and sends them on, each on a thread of its own: a monitor that hangs delays no cut. */
public final class Telemetry implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Telemetry.class);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);
    private static final int BATCH = 250;

    private final Spool<TelemetryWindow> spool;
    private final WindowCutter cutter;
    private final Clock clock;
    private final long intervalMillis;
    private final @Nullable Courier<TelemetryWindow> courier;
    private final @Nullable Dispatch dispatch;
    private final ScheduledExecutorService cutting = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("telemetry-cut").factory());

    /** Telemetry of these routes' versions, under a name that no other process has ever had. */
    public Telemetry(TelemetryConfig config, LiveRoutes routes, String instance, ObjectMapper json, Clock clock) {
        Require.within(
                "signalbox.telemetry.interval in milliseconds",
                config.interval().toMillis(),
                10,
                LONGEST_INTERVAL.toMillis());
        this.clock = clock;
        this.intervalMillis = config.interval().toMillis();
        this.spool = WindowSpool.open(config, json);
        this.cutter = new WindowCutter(routes, spool, instance, new WindowCut(config.interval(), clock.instant()));
        Load<TelemetryWindow> windows = new Load<>(
                "telemetry", BATCH, items -> json.writeValueAsBytes(TelemetryBatch.of(items)), item -> "telemetry");
        this.courier = Receiver.of(config, "/v1/telemetry")
                .map(receiver -> new Courier<>(receiver, windows, spool))
                .orElse(null);
        this.dispatch = courier == null ? null : new Dispatch("telemetry-send", courier);
    }

    /** Begins to cut and to send. */
    public void start() {
        scheduleCut();
        if (dispatch != null) {
            dispatch.start();
        }
    }

    /** How many windows wait to be sent. */
    public int waiting() {
        return spool.size();
    }

    /** How many windows were lost: dropped because too many waited, or refused as wrong. */
    public long lost() {
        return courier == null ? 0 : WindowSpool.dropped(spool) + courier.refused();
    }

    private void scheduleCut() {
        long past = Math.floorMod(clock.millis(), intervalMillis);
        var unused = cutting.schedule(this::cut, intervalMillis - past, TimeUnit.MILLISECONDS);
    }

    private void cut() {
        try {
            cutter.cut(clock.instant(), false);
            if (courier == null) {
                spool.acknowledge(Long.MAX_VALUE);
            }
        } catch (RuntimeException e) {
            LOG.errorf("Telemetry window could not be cut: reason=%s", e.getMessage());
        } finally {
            if (!cutting.isShutdown()) {
                scheduleCut();
            }
        }
    }

    /** Sends what was counted to the end, for a bounded time. */
    @Override
    public void close() {
        try {
            cutting.shutdownNow();
            if (!cutting.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("Telemetry cutting did not end in time");
            }
            cutter.cut(clock.instant(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (dispatch != null) {
            dispatch.close();
            if (spool.size() > 0) {
                LOG.warnf("Telemetry waits, the monitor did not take it in time: windows=%d", spool.size());
            }
        }
        spool.close();
    }
}
