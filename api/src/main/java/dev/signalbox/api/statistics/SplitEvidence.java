package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/**
 * Evidence that requests are not split between the arms as intended: against the hypothesis that each goes to the candidate
 * with the probability of its share, independently of the others. It is meaningless where users are kept on one version, since
 * the requests of a user go the same way. Not thread safe.
 */
public final class SplitEvidence {
    /* The Dirichlet-multinomial likelihood of the two counts, with a prior that is sharp about the intended share, over their
     * binomial likelihood. It may be looked at at every request; the share may change from stretch to stretch, as the prior is
     * set about each share anew and the ratios multiply. */
    private static final double SHARPNESS = 10_000;

    private double logOfEarlier;
    private double share;
    private long candidate;
    private long stable;

    /** Evidence against this share of the candidate, between 0 and 1 exclusively. */
    public SplitEvidence(double share) {
        this.share = checked(share);
    }

    private static double checked(double share) {
        return Require.within("share", share, 1e-4, 1 - 1e-4);
    }

    /** Adds requests at the present share. */
    public void observe(long toCandidate, long toStable) {
        candidate += Require.within("toCandidate", toCandidate, 0, Long.MAX_VALUE);
        stable += Require.within("toStable", toStable, 0, Long.MAX_VALUE);
    }

    /** From here on another share is intended. */
    public void intend(double other) {
        logOfEarlier = logEvidence();
        share = checked(other);
        candidate = 0;
        stable = 0;
    }

    /** The logarithm of the present e-value. */
    public double logEvidence() {
        double a = SHARPNESS * share;
        double b = SHARPNESS * (1 - share);
        return logOfEarlier
                + LogSpace.logBeta(a + candidate, b + stable)
                - LogSpace.logBeta(a, b)
                - candidate * Math.log(share)
                - stable * Math.log1p(-share);
    }
}
