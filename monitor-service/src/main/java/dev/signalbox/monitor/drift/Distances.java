package dev.signalbox.monitor.drift;

import dev.signalbox.api.statistics.ChiSquared;

/** How far two samples lie apart by their bins. Every distance is 0 for equal shares; none is defined without values. */
public final class Distances {
    /* On bins that are frozen with the baseline, so that no distance has a sketch's error, and windows add up exactly. */
    private static final double HALF = 0.5;

    private Distances() {}

    /** The population stability index, each count half a one more, so that an empty bin is no infinity. */
    public static double populationStability(TwoSamples samples) {
        double more = samples.bins() * HALF;
        double[] reference = new double[samples.bins()];
        double[] current = new double[samples.bins()];
        for (int bin = 0; bin < samples.bins(); bin++) {
            reference[bin] = (samples.reference(bin) + HALF) / (samples.referenceTotal() + more);
            current[bin] = (samples.current(bin) + HALF) / (samples.currentTotal() + more);
        }
        return populationStability(reference, current);
    }

    /** The population stability index of two distributions that are known exactly, none of which has an empty bin. */
    static double populationStability(double[] reference, double[] current) {
        double sum = 0;
        for (int bin = 0; bin < reference.length; bin++) {
            sum += (reference[bin] - current[bin]) * Math.log(reference[bin] / current[bin]);
        }
        return sum;
    }

    /** What the population stability index is on average where nothing moved. */
    public static double populationStabilityBias(TwoSamples samples) {
        return (samples.bins() - 1) * samples.noise();
    }

    /** What the population stability index reaches with this probability where nothing moved. */
    public static double populationStabilityCriticalValue(TwoSamples samples, double alpha) {
        return samples.bins() < 2 ? 0 : ChiSquared.criticalValue(alpha, samples.bins() - 1.0) * samples.noise();
    }

    /** The square root of the Jensen-Shannon divergence to base 2, without what noise adds to it on average: from 0 to 1. */
    public static double jensenShannonUnbiased(TwoSamples samples) {
        double bias = (samples.bins() - 1) * samples.noise() / (8 * Math.log(2));
        return Math.sqrt(Math.max(0, jensenShannonDivergence(samples) - bias));
    }

    /** The Jensen-Shannon divergence to base 2. */
    static double jensenShannonDivergence(TwoSamples samples) {
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            double p = samples.referenceShare(bin);
            double q = samples.currentShare(bin);
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        return sum / (2 * Math.log(2));
    }

    /** Hellinger's distance: from 0 to 1. */
    public static double hellinger(TwoSamples samples) {
        double common = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            common += Math.sqrt(samples.referenceShare(bin) * samples.currentShare(bin));
        }
        return Math.sqrt(Math.max(0, 1 - common));
    }
}
