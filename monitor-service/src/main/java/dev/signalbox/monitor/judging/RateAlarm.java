package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.statistics.BurstAwareHarm;
import dev.signalbox.monitor.statistics.ConfidenceSequence;
import dev.signalbox.monitor.statistics.Dispersion;
import dev.signalbox.monitor.statistics.EProcess;
import dev.signalbox.monitor.statistics.LimitEvidence;
import dev.signalbox.monitor.statistics.NonInferiorityEvidence;
import dev.signalbox.monitor.statistics.RatioEvidence;
import dev.signalbox.monitor.statistics.Tick;
import java.util.List;
import java.util.Optional;

/**
 * An alarm over a share of requests or rows.
 *
 * <p>Against stable, harm is evidence that the candidate's rate is above stable's at all, and the alarm fires only if also the
 * estimate is beyond the rule's margin or ratio. So a candidate that is certainly but only a little worse does not fire: within
 * the margin it passes, as the margin says it may, and too close to it to tell it is neither taken back nor promoted.
 */
final class RateAlarm {
    private static final double USUAL_RATE = 0.01;

    private final AlarmRule rule;
    private final Timeline timeline;
    private final Reporter reporter;

    RateAlarm(AlarmRule rule, Timeline timeline) {
        this.rule = rule;
        this.timeline = timeline;
        this.reporter = rule.metric() == Metric.NULL_OUTPUT_RATE ? Reporter.MODEL_SERVER : Reporter.ROUTER;
    }

    /** What the metric shows; empty where there was nothing to judge by. */
    Optional<Finding> judge() {
        Evidence evidence = new Evidence(harm(), safe());
        for (Stretch tick : timeline.ticks(reporter)) {
            evidence.observe(new Tick(
                    Stretch.arrivals(tick.candidate()),
                    events(tick.candidate()),
                    Stretch.arrivals(tick.stable()),
                    events(tick.stable())));
        }
        if (evidence.candidate() == 0 || (rule.comparesWithStable() && evidence.stable() == 0)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                evidence,
                new Finding.Measured(evidence.candidateRate(), evidence.candidate()),
                ConfidenceSequence.ofRate(evidence.candidateEvents(), evidence.candidate()),
                rule.comparesWithStable() ? new Finding.Measured(evidence.stableRate(), evidence.stable()) : null,
                threshold(evidence)));
    }

    private EProcess harm() {
        Double max = rule.max();
        return max == null ? new BurstAwareHarm(dispersion()) : LimitEvidence.exceeding(max);
    }

    private Dispersion dispersion() {
        Dispersion dispersion = new Dispersion();
        for (List<Counted> second : timeline.history(reporter)) {
            dispersion.observe(Stretch.arrivals(second), events(second));
        }
        return dispersion;
    }

    private EProcess safe() {
        Double max = rule.max();
        Double ratio = rule.ratio();
        if (max != null) {
            return LimitEvidence.keeping(max);
        }
        if (ratio != null) {
            return new RatioEvidence(ratio);
        }
        double margin = margin();
        return new NonInferiorityEvidence(margin, historicalRate(Math.min(USUAL_RATE, margin / 2)));
    }

    private double threshold(Evidence evidence) {
        Double max = rule.max();
        Double ratio = rule.ratio();
        if (max != null) {
            return max;
        }
        return ratio != null ? evidence.stableRate() * ratio : evidence.stableRate() + margin();
    }

    private double margin() {
        Double margin = rule.margin();
        return margin == null ? 0 : margin;
    }

    private double historicalRate(double unknown) {
        long trials = 0;
        long seen = 0;
        for (List<Counted> second : timeline.history(reporter)) {
            trials += Stretch.arrivals(second);
            seen += events(second);
        }
        return trials == 0 ? unknown : (seen + 0.5) / (trials + 1.0);
    }

    private long events(List<Counted> arm) {
        long sum = 0;
        for (Counted counted : arm) {
            sum += events(counted);
        }
        return sum;
    }

    private long events(Counted counted) {
        return switch (counted) {
            case Counted.Served served ->
                rule.metric() == Metric.REJECTION_RATE ? served.rejections() : served.errors();
            case Counted.Answered answered -> answered.nullRows();
        };
    }
}
