package dev.signalbox.api.statistics;

/** What other kinds of evidence need of the gamma function and of logarithms of sums. */
public final class Gamma {
    private Gamma() {}

    /** The logarithm of the gamma function of a positive number. */
    public static double log(double x) {
        return LogSpace.logGamma(x);
    }

    /** The logarithm of the mean of the exponentials. */
    public static double logMeanExp(double[] logs) {
        return LogSpace.logMeanExp(logs);
    }
}
