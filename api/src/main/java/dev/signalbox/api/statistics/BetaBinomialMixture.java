package dev.signalbox.api.statistics;

/**
 * The two-sided beta-binomial mixture supermartingale for sums of steps in {@code [-g, h]}: its logarithm exceeds {@code
 * ln(1/alpha)} at any time ever with a probability of at most alpha. Immutable.
 */
final class BetaBinomialMixture {
    /* Howard, Ramdas, McAuliffe, Sekhon: Time-uniform, nonparametric, nonasymptotic confidence sequences, Ann. Stat. 49(2). */
    private static final double TUNED_ALPHA = 0.05;

    private final double g;
    private final double h;
    private final double r;

    /** A mixture that is tightest about the given variance. */
    BetaBinomialMixture(double tunedVariance, double g, double h) {
        this.g = g;
        this.h = h;
        this.r = Math.max(tunedRho(tunedVariance) - g * h, 1e-3 * g * h);
    }

    static double tunedRho(double tunedVariance) {
        double twice = 2 * Math.log(1 / TUNED_ALPHA);
        return tunedVariance / (twice + Math.log(1 + twice));
    }

    /** The logarithm of the supermartingale at this sum and variance. */
    double log(double sum, double variance) {
        double both = g + h;
        return variance / (g * h) * Math.log(both)
                - (variance + h * sum) / (h * both) * Math.log(g)
                - (variance - g * sum) / (g * both) * Math.log(h)
                + LogSpace.logBeta((r + variance - g * sum) / (g * both), (r + variance + h * sum) / (h * both))
                - LogSpace.logBeta(r / (g * both), r / (h * both));
    }

    /** The positive sum at which the supermartingale reaches the level, or infinity if no possible sum does. */
    double upperBound(double variance, double alpha) {
        return bound(variance, alpha, variance / g);
    }

    /** The negative sum at which the supermartingale reaches the level, or minus infinity if no possible sum does. */
    double lowerBound(double variance, double alpha) {
        return -bound(variance, alpha, -variance / h);
    }

    private double bound(double variance, double alpha, double furthest) {
        double level = Math.log(1 / alpha);
        if (log(furthest, variance) < level) {
            return Double.POSITIVE_INFINITY;
        }
        double in = 0;
        double out = furthest;
        for (int step = 0; step < 80; step++) {
            double middle = (in + out) / 2;
            if (log(middle, variance) < level) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return Math.abs(out);
    }
}
