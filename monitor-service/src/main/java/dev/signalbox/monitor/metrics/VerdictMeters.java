package dev.signalbox.monitor.metrics;

import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.metrics.LatestMeters.Said;
import dev.signalbox.monitor.metrics.LatestMeters.Series;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Shows the alarms of the latest verdict of each deployment, for a bounded number of deployments. Thread safe. */
@Singleton
public class VerdictMeters {
    /* When nobody asks any longer the rollout is over, and its last numbers are no longer the present ones. */
    private static final Duration PRESENT = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final LatestMeters<Verdict> latest;

    VerdictMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.latest = new LatestMeters<>(registry, clock, PRESENT);
    }

    /** Shows a verdict from now on. */
    public void show(Verdict verdict) {
        registry.counter(
                        MeterNames.VERDICTS,
                        MeterNames.OUTCOME,
                        verdict.outcome().name())
                .increment();
        List<Series<Verdict>> series = new ArrayList<>();
        for (int i = 0; i < verdict.reasons().size(); i++) {
            Tags tags = Tags.of(
                    MeterNames.DEPLOYMENT,
                    verdict.deployment().toString(),
                    MeterNames.VERSION,
                    verdict.candidate().id(),
                    MeterNames.ALARM,
                    verdict.reasons().get(i).alarm());
            series.add(of(i, MeterNames.ALARM_VALUE, tags, reason -> LatestMeters.orNaN(reason.value())));
            series.add(of(i, MeterNames.ALARM_REFERENCE, tags, reason -> LatestMeters.orNaN(reason.reference())));
            series.add(of(i, MeterNames.ALARM_THRESHOLD, tags, reason -> LatestMeters.orNaN(reason.threshold())));
            series.add(of(i, MeterNames.ALARM_HARM, tags, Reason::harmEvidence));
            series.add(of(i, MeterNames.ALARM_SAFE, tags, Reason::safeEvidence));
            series.add(of(i, MeterNames.ALARM_FIRING, tags, reason -> reason.signal() == Signal.Firing ? 1 : 0));
        }
        latest.show(verdict.deployment(), new Said<>(verdict, verdict.asOf()), series);
    }

    private static Series<Verdict> of(int alarm, String name, Tags tags, ToDoubleFunction<Reason> number) {
        return new Series<>(
                name, tags, verdict -> number.applyAsDouble(verdict.reasons().get(alarm)));
    }
}
