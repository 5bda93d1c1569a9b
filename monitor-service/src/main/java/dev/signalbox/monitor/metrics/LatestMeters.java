package dev.signalbox.monitor.metrics;

import dev.signalbox.api.DeploymentName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows numbers of the latest of what is said of each deployment, for the thousand of which something was said last, and as
 * {@code NaN} where that was too long ago. Thread safe.
 */
final class LatestMeters<T> {
    private static final int MOST_DEPLOYMENTS = 1_000;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Duration present;
    private final LinkedHashMap<DeploymentName, Shown<T>> shown = new LinkedHashMap<>(16, 0.75f, true);

    LatestMeters(MeterRegistry registry, Clock clock, Duration present) {
        this.registry = registry;
        this.clock = clock;
        this.present = present;
    }

    /** A number to be shown. */
    record Series<T>(String name, Tags tags, ToDoubleFunction<T> number) {
        private boolean isThatOf(Series<T> other) {
            return name.equals(other.name) && tags.equals(other.tags);
        }
    }

    /** What is said, and when. */
    record Said<T>(T what, Instant at) {}

    /** Shows what is said of a deployment by these series, and no longer what was said before. */
    synchronized void show(DeploymentName deployment, Said<T> said, List<Series<T>> series) {
        Shown<T> before = shown.get(deployment);
        if (before != null && before.hasTheSame(series)) {
            before.said = said;
            return;
        }
        forget(before);
        Shown<T> now = new Shown<>(said, series);
        series.forEach(one -> now.meters.add(register(now, one)));
        shown.put(deployment, now);
        if (shown.size() > MOST_DEPLOYMENTS) {
            DeploymentName eldest = shown.firstEntry().getKey();
            forget(shown.remove(eldest));
        }
    }

    private Meter.Id register(Shown<T> now, Series<T> one) {
        return Gauge.builder(one.name(), now, s -> {
                    Said<T> said = s.said;
                    boolean isPresent =
                            Duration.between(said.at(), clock.instant()).compareTo(present) <= 0;
                    return isPresent ? one.number().applyAsDouble(said.what()) : Double.NaN;
                })
                .tags(one.tags())
                .strongReference(true)
                .register(registry)
                .getId();
    }

    private void forget(@Nullable Shown<T> before) {
        if (before != null) {
            before.meters.forEach(registry::remove);
        }
    }

    static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static final class Shown<T> {
        private final List<Meter.Id> meters = new ArrayList<>();
        private final List<Series<T>> series;
        private volatile Said<T> said;

        Shown(Said<T> said, List<Series<T>> series) {
            this.said = said;
            this.series = series;
        }

        boolean hasTheSame(List<Series<T>> others) {
            if (series.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (!series.get(i).isThatOf(others.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
