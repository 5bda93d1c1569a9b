package dev.signalbox.operator.judging;

import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.Dispersion;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.statistics.LimitEvidence;
import dev.signalbox.api.statistics.NonInferiorityEvidence;
import dev.signalbox.api.statistics.Tick;
import dev.signalbox.api.verdict.AlarmRule;

/**
 * The 99th percentile, by how many requests are slower than limits that stable's own earlier ones foretell. Of a bucket that holds the
 * limit, none counts as slower where harm is to be shown, and all of them where safety is.
 */
final class LatencyWeighing implements Weighing {
    private static final double QUANTILE = 0.99;
    private static final double BEYOND = 1 - QUANTILE;

    /* As the monitor's: a candidate at stable's own percentile is safe after some hundred requests, not after thousands. */
    private static final double SLACK = 0.026;

    /** With fewer earlier requests of stable, its 99th percentile is not known at all. */
    private static final long LEAST_REFERENCE = 100;

    private final AlarmRule rule;
    private final boolean against;
    private final EProcess harm;
    private final EProcess safe;
    private Latencies candidate = Latencies.NONE;
    private Latencies stable = Latencies.NONE;

    LatencyWeighing(AlarmRule rule) {
        this.rule = rule;
        this.against = rule.comparesWithStable();
        this.harm = against ? new BurstAwareHarm(new Dispersion()) : LimitEvidence.exceeding(BEYOND);
        this.safe = against ? new NonInferiorityEvidence(SLACK, BEYOND) : LimitEvidence.keeping(BEYOND);
    }

    @Override
    public void observe(Stretch stretch) {
        Latencies ours = stretch.candidate().answers().latency();
        Latencies theirs = stretch.stable().answers().latency();
        if (!against || stable.total() >= LEAST_REFERENCE) {
            double usual = stable.quantile(QUANTILE);
            double limit = allowed(usual);
            long slower = theirs.slowerThan(usual);
            harm.observe(new Tick(ours.total(), ours.slowerThan(limit), theirs.total(), slower));
            safe.observe(new Tick(ours.total(), ours.perhapsSlowerThan(limit), theirs.total(), slower));
        }
        candidate = candidate.plus(ours);
        stable = stable.plus(theirs);
    }

    @Override
    public Weighed weighed() {
        Weighed.Shown reference = percentile(stable);
        return new Weighed(
                harm.evidence(), safe.evidence(), percentile(candidate), reference, allowed(reference.value()));
    }

    private double allowed(double usual) {
        if (!against) {
            return Weighing.or(rule.max(), 0);
        }
        return Math.max(usual * Weighing.or(rule.ratio(), 1), usual + Weighing.or(rule.margin(), 0));
    }

    private static Weighed.Shown percentile(Latencies latencies) {
        return new Weighed.Shown(latencies.quantile(QUANTILE), latencies.total(), 0);
    }
}
