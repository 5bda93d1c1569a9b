package dev.signalbox.monitor.drift;

import dev.signalbox.api.statistics.ChiSquared;
import dev.signalbox.api.statistics.Gamma;

/**
 * Evidence that values are not distributed as a baseline of finitely many rows was: it may be looked at at any time. It depends on
 * sums alone, so windows may come in any order and grouping.
 */
public final class BaselineEvidence {
    /* Universal inference [1] against a composite hypothesis: the likelihood of the counts under a mixture of Dirichlet
     * distributions about the baseline's shares, over the largest likelihood of any distribution that the baseline's rows do not
     * exclude. Whichever of those is the true one, the ratio is a martingale over one that is larger, so its mean is at most 1 at
     * every time. What the rows do not exclude is the likelihood-ratio ball sum r ln(p^/p) <= R, with twice R the chi-squared
     * quantile of EXCLUDED; the largest likelihood in it lies at p ~ c + lambda r, with lambda where the ball ends. A bin that the
     * baseline never saw so gets the rule of three by itself.
     * [1] Wasserman, Ramdas, Balakrishnan: Universal inference, PNAS 117(29), 2020. */
    private static final double EXCLUDED = 0.01;
    private static final double[] SHARPNESS = {10, 100, 1_000};
    private static final double HALF = 0.5;
    private static final int HALVINGS = 60;
    private static final double FURTHEST = 1e9;

    private BaselineEvidence() {}

    /** The logarithm of the e-value. */
    public static double log(TwoSamples samples) {
        if (samples.bins() < 2 || !samples.isComparable()) {
            return 0;
        }
        double[] logs = new double[SHARPNESS.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = logPredictive(samples, SHARPNESS[i]);
        }
        return Gamma.logMeanExp(logs) - logLargest(samples);
    }

    /** The logarithm of the counts' probability under a Dirichlet distribution about the baseline's shares. */
    private static double logPredictive(TwoSamples samples, double sharpness) {
        double rows = samples.referenceTotal() + samples.bins() * HALF;
        double sum = Gamma.log(sharpness) - Gamma.log(sharpness + samples.currentTotal());
        for (int bin = 0; bin < samples.bins(); bin++) {
            if (samples.current(bin) > 0) {
                double prior = sharpness * (samples.reference(bin) + HALF) / rows;
                sum += Gamma.log(prior + samples.current(bin)) - Gamma.log(prior);
            }
        }
        return sum;
    }

    private static double logLargest(TwoSamples samples) {
        double radius = ChiSquared.criticalValue(EXCLUDED, samples.bins() - 1.0) / 2;
        double low = 0;
        double high = FURTHEST;
        if (excess(samples, low) > radius) {
            /* On a logarithmic scale, since lambda may be anything. */
            low = 1 / FURTHEST;
            for (int step = 0; step < HALVINGS; step++) {
                double middle = Math.sqrt(low * high);
                if (excess(samples, middle) > radius) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        } else {
            high = 0;
        }
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            if (samples.current(bin) > 0) {
                sum += samples.current(bin) * Math.log(share(samples, bin, high));
            }
        }
        return sum;
    }

    /** How much less likely the baseline is under the shares of this lambda than under its own. */
    private static double excess(TwoSamples samples, double lambda) {
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            if (samples.reference(bin) > 0) {
                sum += samples.reference(bin) * Math.log(samples.referenceShare(bin) / share(samples, bin, lambda));
            }
        }
        return sum;
    }

    private static double share(TwoSamples samples, int bin, double lambda) {
        return (samples.current(bin) + lambda * samples.reference(bin))
                / (samples.currentTotal() + lambda * samples.referenceTotal());
    }
}
