package dev.signalbox.monitor.metrics;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows the alarms of the latest verdict of each deployment, for a bounded number of deployments. Thread safe. */
@Singleton
public class VerdictMeters {
    private static final int MOST_DEPLOYMENTS = 1_000;

    /* When nobody asks any longer the rollout is over, and its last numbers are no longer the present ones. */
    private static final Duration PRESENT = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final Clock clock;
    private final LinkedHashMap<DeploymentName, Shown> shown = new LinkedHashMap<>(16, 0.75f, true);

    VerdictMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Shows a verdict from now on. */
    public synchronized void show(Verdict verdict) {
        registry.counter(
                        MeterNames.VERDICTS,
                        MeterNames.OUTCOME,
                        verdict.outcome().name())
                .increment();
        Shown before = shown.get(verdict.deployment());
        if (before != null && before.hasTheMetersOf(verdict)) {
            before.verdict = verdict;
            return;
        }
        forget(before);
        shown.put(verdict.deployment(), register(new Shown(verdict)));
        if (shown.size() > MOST_DEPLOYMENTS) {
            DeploymentName eldest = shown.firstEntry().getKey();
            forget(shown.remove(eldest));
        }
    }

    private Shown register(Shown now) {
        for (int i = 0; i < now.verdict.reasons().size(); i++) {
            int alarm = i;
            add(now, alarm, MeterNames.ALARM_VALUE, reason -> orNaN(reason.value()));
            add(now, alarm, MeterNames.ALARM_REFERENCE, reason -> orNaN(reason.reference()));
            add(now, alarm, MeterNames.ALARM_THRESHOLD, reason -> orNaN(reason.threshold()));
            add(now, alarm, MeterNames.ALARM_HARM, Reason::harmEvidence);
            add(now, alarm, MeterNames.ALARM_SAFE, Reason::safeEvidence);
            add(now, alarm, MeterNames.ALARM_FIRING, reason -> reason.signal() == Signal.Firing ? 1 : 0);
        }
        return now;
    }

    private void add(Shown now, int alarm, String name, ToDoubleFunction<Reason> number) {
        Tags tags = Tags.of(
                MeterNames.DEPLOYMENT,
                now.verdict.deployment().toString(),
                MeterNames.VERSION,
                now.verdict.candidate().id(),
                MeterNames.ALARM,
                now.verdict.reasons().get(alarm).alarm());
        now.meters.add(Gauge.builder(
                        name,
                        now,
                        s -> s.isPresent(clock.instant()) ? number.applyAsDouble(s.reason(alarm)) : Double.NaN)
                .tags(tags)
                .strongReference(true)
                .register(registry)
                .getId());
    }

    private void forget(@Nullable Shown before) {
        if (before != null) {
            before.meters.forEach(registry::remove);
        }
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** A deployment's verdict and the meters that show it. */
    private static final class Shown {
        private final List<Meter.Id> meters = new ArrayList<>();
        private volatile Verdict verdict;

        Shown(Verdict verdict) {
            this.verdict = verdict;
        }

        boolean hasTheMetersOf(Verdict other) {
            return verdict.candidate().equals(other.candidate())
                    && names(verdict).equals(names(other));
        }

        boolean isPresent(Instant now) {
            return Duration.between(verdict.asOf(), now).compareTo(PRESENT) <= 0;
        }

        Reason reason(int alarm) {
            return verdict.reasons().get(alarm);
        }

        private static List<String> names(Verdict verdict) {
            return verdict.reasons().stream().map(Reason::alarm).toList();
        }
    }
}
