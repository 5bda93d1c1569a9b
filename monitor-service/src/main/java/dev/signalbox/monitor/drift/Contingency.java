package dev.signalbox.monitor.drift;

import dev.signalbox.api.statistics.ChiSquared;

/** Tests of whether two samples have the same shares, by the table of their counts. */
public final class Contingency {
    private Contingency() {}

    /** The log-likelihood ratio G of "the same shares" in two samples. */
    public static double g(TwoSamples samples) {
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            sum += part(samples.reference(bin), expected(samples, bin, samples.referenceTotal()))
                    + part(samples.current(bin), expected(samples, bin, samples.currentTotal()));
        }
        return 2 * sum;
    }

    /** Pearson's chi-squared. */
    public static double pearson(TwoSamples samples) {
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            double r = expected(samples, bin, samples.referenceTotal());
            double c = expected(samples, bin, samples.currentTotal());
            sum += square(samples.reference(bin) - r) / r + square(samples.current(bin) - c) / c;
        }
        return sum;
    }

    /** How probable a G as large as this is where nothing moved. */
    public static double pValue(TwoSamples samples) {
        return samples.bins() < 2 ? 1 : ChiSquared.upperTail(g(samples), samples.bins() - 1.0);
    }

    /** Cramer's V, from 0 to 1, without what noise adds to it on average; of two bins, with Yates' correction. */
    public static double cramersVUnbiased(TwoSamples samples) {
        double total = total(samples);
        double bins = samples.bins();
        double squares = bins == 2 ? yates(samples) : pearson(samples);
        double phi = Math.max(0, squares / total - (bins - 1) / (total - 1));
        double rows = 2 - 1 / (total - 1);
        double columns = bins - square(bins - 1) / (total - 1);
        return Math.min(1, Math.sqrt(phi / Math.max(1e-9, Math.min(rows, columns) - 1)));
    }

    private static double yates(TwoSamples samples) {
        double sum = 0;
        for (int bin = 0; bin < samples.bins(); bin++) {
            double r = expected(samples, bin, samples.referenceTotal());
            double c = expected(samples, bin, samples.currentTotal());
            double off = Math.max(0, Math.abs(samples.reference(bin) - r) - 0.5);
            sum += square(off) / r + square(off) / c;
        }
        return sum;
    }

    private static double total(TwoSamples samples) {
        return (double) samples.referenceTotal() + samples.currentTotal();
    }

    private static double expected(TwoSamples samples, int bin, long arm) {
        return (samples.reference(bin) + samples.current(bin)) * (arm / total(samples));
    }

    private static double part(long seen, double expected) {
        return seen == 0 ? 0 : seen * Math.log(seen / expected);
    }

    private static double square(double x) {
        return x * x;
    }
}
