package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.statistics.Dispersion;
import dev.signalbox.api.statistics.LimitEvidence;
import dev.signalbox.api.statistics.NonInferiorityEvidence;
import dev.signalbox.api.statistics.Tick;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.monitor.limits.LimitSchedule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An alarm over the 99th percentile of the latency, judged by how many requests are slower than a limit.
 *
 * <p>Against stable the limits are foretold: for every tick, L is stable's own 99th percentile over the ticks before it, and L' is
 * what the rule makes of L. Harm is evidence that more of the candidate's requests exceed L' than of stable's exceed L; the
 * alarm fires only if also the candidate's 99th percentile is beyond what the rule makes of stable's.
 */
final class LatencyAlarm {
    /* Limits are upper bounds of buckets, so both counts are exact.
     *
     * Safety is non-inferiority of the same two shares at a slack of 2.6 points. Where latencies are lognormal with a sigma of
     * 0.5, a 99th percentile 1.3 times as high turns 1 % of requests above a limit into
     * 1 - Phi(2.326 - ln 1.3 / 0.5) = 3.6 %. So a candidate whose 99th percentile is 1.3 times what the rule allows is not
     * called safe, one at stable's own 99th percentile is so after a few hundred requests, and between the two either may come
     * first. Without the slack, a candidate just like stable would need thousands. */
    private static final double SLACK = 0.026;
    private static final double QUANTILE = 0.99;
    private static final double BEYOND = 1 - QUANTILE;

    /** With fewer earlier requests of stable, its 99th percentile is not known at all. */
    private static final long LEAST_REFERENCE = 100;

    private static final double MICROS = 1_000;

    private final AlarmRule rule;
    private final Timeline timeline;
    private final LimitSchedule limits;

    LatencyAlarm(AlarmRule rule, Timeline timeline, LimitSchedule limits) {
        this.rule = rule;
        this.timeline = timeline;
        this.limits = limits;
    }

    /** What the metric shows; empty where there was nothing to judge by. */
    Optional<Finding> judge() {
        return rule.max() == null ? againstStable() : againstLimit();
    }

    private Optional<Finding> againstLimit() {
        Evidence evidence = new Evidence(LimitEvidence.exceeding(BEYOND), LimitEvidence.keeping(BEYOND));
        LatencyTotals candidate = new LatencyTotals();
        MeanLimit allowed = new MeanLimit();
        for (Stretch tick : timeline.ticks(Reporter.ROUTER)) {
            double limit = limits.at(tick.second());
            LatencyTotals.Exceedance slow = candidate.add(tick.candidate(), LatencyHistogram.bucketOf(limit * MICROS));
            allowed.add(slow.total(), limit);
            evidence.observe(new Tick(slow.total(), slow.above(), 0, 0));
        }
        return evidence.candidate() == 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        evidence, p99(candidate), interval(candidate), null, allowed.orElse(limits.hardMax())));
    }

    private Optional<Finding> againstStable() {
        Evidence evidence =
                new Evidence(new BurstAwareHarm(new Dispersion()), new NonInferiorityEvidence(SLACK, BEYOND));
        LatencyTotals earlier = new LatencyTotals();
        timeline.history(Reporter.ROUTER).forEach(earlier::add);
        LatencyTotals before = earlier.copy();
        LatencyTotals candidate = new LatencyTotals();
        for (Stretch tick : timeline.ticks(Reporter.ROUTER)) {
            boolean known = earlier.total() >= LEAST_REFERENCE;
            int bucket = earlier.quantileBucket(QUANTILE);
            LatencyTotals.Exceedance ours = candidate.add(tick.candidate(), known ? allowedBucket(bucket) : 0);
            LatencyTotals.Exceedance theirs = earlier.add(tick.stable(), bucket);
            if (known) {
                evidence.observe(new Tick(ours.total(), ours.above(), theirs.total(), theirs.above()));
            }
        }
        LatencyTotals stable = earlier.without(before);
        if (candidate.total() == 0 || stable.total() == 0) {
            return Optional.empty();
        }
        Finding.Measured reference = p99(stable);
        return Optional.of(
                new Finding(evidence, p99(candidate), interval(candidate), reference, allowed(reference.value())));
    }

    private int allowedBucket(int bucket) {
        double limit = LatencyHistogram.upperBoundMicros(bucket) / MICROS;
        return Math.max(bucket, LatencyHistogram.bucketOf(allowed(limit) * MICROS));
    }

    /** What the rule allows the candidate where stable has this latency, both in milliseconds. */
    private double allowed(double stable) {
        return Math.max(stable * orElse(rule.ratio(), 1), stable + orElse(rule.margin(), 0));
    }

    private static double orElse(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private static Finding.Measured p99(LatencyTotals totals) {
        double bound = LatencyHistogram.upperBoundMicros(totals.quantileBucket(QUANTILE));
        return new Finding.Measured(bound / (1 + LatencyHistogram.ACCURACY) / MICROS, totals.total());
    }

    private static Interval interval(LatencyTotals totals) {
        ConfidenceSequence.Ranks ranks = ConfidenceSequence.ofQuantile(QUANTILE, totals.total());
        int lowest = ranks.low() < 1 ? 0 : totals.bucketOfRank(ranks.low());
        int highest = ranks.high() > totals.total() ? LatencyHistogram.LAST_BUCKET : totals.bucketOfRank(ranks.high());
        double low = lowest == 0 ? 0 : LatencyHistogram.upperBoundMicros(lowest - 1) / MICROS;
        return new Interval(low, LatencyHistogram.upperBoundMicros(highest) / MICROS);
    }
}
