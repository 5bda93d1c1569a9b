package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.statistics.Dispersion;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.statistics.HarmEvidence;
import dev.signalbox.api.statistics.NonInferiorityEvidence;
import dev.signalbox.api.statistics.OtherWayRound;
import dev.signalbox.api.statistics.RatioEvidence;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.limits.LimitSchedule;
import java.util.Optional;

/**
 * An alarm over a share of requests or rows. Of what is better when there is more of it, the share of the others is judged.
 *
 * <p>Against stable, harm is evidence that the candidate's rate is above stable's at all, and the alarm fires only if also the
 * estimate is beyond the rule's margin or ratio. So a candidate that is certainly but only a little worse does not fire: within
 * the margin it passes, as the margin says it may, and too close to it to tell it is neither taken back nor promoted.
 */
final class RateAlarm {
    private static final double USUAL_RATE = 0.01;

    private final AlarmRule rule;
    private final Trials trials;
    private final LimitSchedule limits;

    /** An alarm against stable, or with one limit for all time. */
    RateAlarm(AlarmRule rule, Trials trials) {
        this(rule, trials, LimitSchedule.always(limit(rule)));
    }

    /** An alarm with limits of their own times. */
    RateAlarm(AlarmRule rule, Trials trials, LimitSchedule limits) {
        this.rule = rule;
        this.trials = trials;
        this.limits = limits;
    }

    /** What the metric shows; empty where there was nothing to judge by. */
    Optional<Finding> judge() {
        return rule.comparesWithStable() ? againstStable() : againstLimit();
    }

    private Optional<Finding> againstLimit() {
        LimitedEvidence limited = new LimitedEvidence(limits.hardMax());
        for (Trials.Timed timed : trials.ticks()) {
            limited.observe(timed.tick(), limits.at(timed.second()));
        }
        return found(limited.evidence(), limited.threshold());
    }

    private Optional<Finding> againstStable() {
        Evidence evidence = new Evidence(harm(), safe());
        for (Trials.Timed timed : trials.ticks()) {
            evidence.observe(timed.tick());
        }
        return found(evidence, threshold(evidence));
    }

    private Optional<Finding> found(Evidence evidence, double threshold) {
        if (evidence.candidate() == 0 || (rule.comparesWithStable() && evidence.stable() == 0)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                evidence,
                new Finding.Measured(evidence.candidateRate(), evidence.candidate()),
                ConfidenceSequence.ofRate(evidence.candidateEvents(), evidence.candidate()),
                rule.comparesWithStable() ? new Finding.Measured(evidence.stableRate(), evidence.stable()) : null,
                threshold));
    }

    private static double limit(AlarmRule rule) {
        Double max = rule.max();
        Double min = rule.min();
        return max != null ? max : min != null ? 1 - min : 1;
    }

    private EProcess harm() {
        /* Clicks are rare: it is told by them, not by the many requests without one. */
        return rule.metric() == Metric.CLICK_RATE
                ? new OtherWayRound(new HarmEvidence())
                : new BurstAwareHarm(dispersion());
    }

    private Dispersion dispersion() {
        Dispersion dispersion = new Dispersion();
        for (Trials.Past past : trials.history()) {
            dispersion.observe(past.trials(), past.events());
        }
        return dispersion;
    }

    private EProcess safe() {
        Double ratio = rule.ratio();
        if (ratio != null) {
            return new RatioEvidence(ratio);
        }
        double margin = margin();
        return new NonInferiorityEvidence(margin, historicalRate(Math.min(USUAL_RATE, margin / 2)));
    }

    private double threshold(Evidence evidence) {
        Double ratio = rule.ratio();
        return ratio != null ? evidence.stableRate() * ratio : evidence.stableRate() + margin();
    }

    private double margin() {
        Double margin = rule.margin();
        return margin == null ? 0 : margin;
    }

    private double historicalRate(double unknown) {
        long before = 0;
        long seen = 0;
        for (Trials.Past past : trials.history()) {
            before += past.trials();
            seen += past.events();
        }
        return before == 0 ? unknown : (seen + 0.5) / (before + 1.0);
    }
}
