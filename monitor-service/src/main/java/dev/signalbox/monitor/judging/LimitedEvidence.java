package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.LimitEvidence;
import dev.signalbox.api.statistics.Tick;

/** Gathers evidence about a rate and limits that may differ from tick to tick, known before each of them. Not thread safe. */
final class LimitedEvidence {
    private final LimitEvidence harm;
    private final LimitEvidence safe;
    private final Evidence evidence;
    private double inForce;
    private final MeanLimit limits = new MeanLimit();

    LimitedEvidence(double first) {
        this.harm = LimitEvidence.exceeding(first);
        this.safe = LimitEvidence.keeping(first);
        this.evidence = new Evidence(harm, safe);
        this.inForce = first;
    }

    void observe(Tick tick, double limit) {
        if (limit != inForce) {
            harm.from(limit);
            safe.from(limit);
            inForce = limit;
        }
        limits.add(tick.candidate(), limit);
        evidence.observe(tick);
    }

    Evidence evidence() {
        return evidence;
    }

    /** The rate that the candidate was allowed over its trials, each by the limit that was in force then. */
    double threshold() {
        return limits.orElse(inForce);
    }
}
