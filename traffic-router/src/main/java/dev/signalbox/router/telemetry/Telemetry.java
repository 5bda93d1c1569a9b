package dev.signalbox.router.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.Require;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.router.config.TelemetryConfig;
import dev.signalbox.router.table.LiveRoutes;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Cuts windows on time and sends them on, each on a thread of its own: a monitor that hangs delays no cut. */
public final class Telemetry implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Telemetry.class);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);
    private static final long FIRST_BACK_OFF_MILLIS = 20;
    private static final long LONGEST_BACK_OFF_MILLIS = 5_000;
    private static final long LAST_SENDING_MILLIS = 3_000;

    private final Spool<TelemetryWindow> spool;
    private final WindowCutter cutter;
    private final Clock clock;
    private final long intervalMillis;
    private final @Nullable Courier courier;
    private final ScheduledExecutorService cutting = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("telemetry-cut").factory());
    private final ScheduledExecutorService sending = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("telemetry-send").factory());
    private long backOffMillis = FIRST_BACK_OFF_MILLIS;

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
        this.courier = config.url()
                .filter(url -> !url.isBlank())
                .map(url -> new Courier(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(Duration.ofSeconds(2))
                                .build(),
                        URI.create(url),
                        BearerToken.of(config.token()),
                        json,
                        spool))
                .orElse(null);
    }

    /** Begins to cut and to send. */
    public void start() {
        scheduleCut();
        sending.execute(this::send);
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

    private void send() {
        boolean delivered = false;
        try {
            delivered = courier == null || courier.deliver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOG.errorf("Telemetry could not be sent: reason=%s", e.getMessage());
        }
        backOffMillis = delivered ? FIRST_BACK_OFF_MILLIS : Math.min(2 * backOffMillis, LONGEST_BACK_OFF_MILLIS);
        if (!sending.isShutdown()) {
            var unused = sending.schedule(this::send, backOffMillis, TimeUnit.MILLISECONDS);
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
            if (courier != null) {
                sending.submit(courier::deliver).get(LAST_SENDING_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Telemetry could not be sent to the end: reason=%s", e);
        }
        sending.shutdownNow();
        if (courier != null && spool.size() > 0) {
            LOG.warnf("Telemetry waits, the monitor did not take it in time: windows=%d", spool.size());
        }
        spool.close();
    }
}
