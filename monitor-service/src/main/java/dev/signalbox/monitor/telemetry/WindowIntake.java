package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.retention.RetentionConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes batches in: what has a possible time is stored once, the rest is dropped and counted. Thread safe. */
@Singleton
class WindowIntake {
    /* More than any clock that someone looks after is wrong. */
    private static final Duration MOST_AHEAD = Duration.ofHours(1);

    private final WindowStore store;
    private final RetentionConfig retention;
    private final MeterRegistry registry;
    private final Clock clock;

    WindowIntake(WindowStore store, RetentionConfig retention, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.registry = registry;
        this.clock = clock;
    }

    /** Stores a batch; when this returns, all of it is durable or known to be worthless. */
    TelemetryBatch.Receipt take(TelemetryBatch batch) {
        Instant now = clock.instant();
        List<TelemetryWindow> possible = new ArrayList<>(batch.windows().size());
        for (TelemetryWindow window : batch.windows()) {
            Optional<DropReason> reason = reasonToDrop(window, now);
            if (reason.isPresent()) {
                count("dropped-" + reason.get().label(), 1);
            } else {
                possible.add(window);
            }
        }
        int stored = store.store(possible, now);
        count("stored", stored);
        count("duplicate", possible.size() - stored);
        return new TelemetryBatch.Receipt(
                stored, possible.size() - stored, batch.windows().size() - possible.size());
    }

    private Optional<DropReason> reasonToDrop(TelemetryWindow window, Instant now) {
        if (window.start().isBefore(now.minus(retention.telemetry()))) {
            return Optional.of(DropReason.TOO_OLD);
        }
        return window.end().isAfter(now.plus(MOST_AHEAD)) ? Optional.of(DropReason.IN_THE_FUTURE) : Optional.empty();
    }

    private void count(String result, int windows) {
        registry.counter(MeterNames.WINDOWS, MeterNames.RESULT, result).increment(windows);
    }
}
