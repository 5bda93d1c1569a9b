package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.SplitEvidence;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import java.util.Optional;

/**
 * Checks that requests are split as intended: where they are not, the versions are not asked the same, and nothing that is told by
 * comparing them is worth anything.
 */
final class SplitCheck {
    /** The name of its reason. */
    static final String NAME = "traffic-split";

    private static final double NEEDED = 1_000;
    private static final double LARGEST_LOG = 690;
    private static final double LEAST_SHARE = 1e-4;

    private SplitCheck() {}

    /** The reason to hold; empty where the split is as intended, is not known, or was changed by the routers' guards. */
    static Optional<Reason> judge(Question question, Timeline timeline) {
        IntendedSplit split = question.split();
        if (split == null || split.share() < LEAST_SHARE || split.share() > 1 - LEAST_SHARE) {
            return Optional.empty();
        }
        long toCandidate = timeline.splitTo().candidate();
        long toStable = timeline.splitTo().stable();
        if (timeline.guarded().withheld() > 0 || toCandidate + toStable == 0) {
            return Optional.empty();
        }
        SplitEvidence evidence = new SplitEvidence(split.share());
        evidence.observe(toCandidate, toStable);
        double value = Math.exp(Math.min(LARGEST_LOG, evidence.logEvidence()));
        return value >= NEEDED ? Optional.of(broken(split, toCandidate, toStable, value)) : Optional.empty();
    }

    private static Reason broken(IntendedSplit split, long toCandidate, long toStable, double evidence) {
        Amount amount = new Amount(Metric.TRAFFIC_SPLIT);
        double seen = (double) toCandidate / (toCandidate + toStable);
        return new Reason(
                NAME,
                Metric.TRAFFIC_SPLIT,
                AlarmAction.Hold,
                Signal.Firing,
                seen,
                split.share(),
                null,
                split.share(),
                toCandidate,
                toStable,
                evidence,
                NEEDED,
                0,
                1,
                null,
                "traffic split broken: " + amount.of(seen) + " of " + (toCandidate + toStable) + " requests since "
                        + split.since() + " went to the candidate, " + amount.of(split.share()) + " are intended: E="
                        + Amount.evidence(evidence) + " >= " + Amount.evidence(NEEDED));
    }
}
