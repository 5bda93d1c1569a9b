package dev.signalbox.api.statistics;

import dev.signalbox.api.verdict.Interval;

/** Intervals that hold the true value at every look, however often one looks. */
public final class ConfidenceSequence {
    /** The confidence of the intervals is one less this. */
    public static final double ALPHA = 0.05;

    /* The number of trials about which the intervals are tightest: the size at which canaries are decided. */
    private static final double TUNED_TRIALS = 500;
    private static final int STEPS = 60;
    private static final double EDGE = 1e-12;

    private ConfidenceSequence() {}

    /** The interval of a rate after so many events in so many trials. */
    public static Interval ofRate(long events, long trials) {
        return ofRate(events, trials, TUNED_TRIALS);
    }

    static Interval ofRate(long events, long trials, double tunedTrials) {
        if (trials == 0) {
            return new Interval(0, 1);
        }
        double estimate = (double) events / trials;
        double low = events == 0 ? 0 : edge(events, trials, tunedTrials, EDGE, estimate);
        double high = events == trials ? 1 : edge(events, trials, tunedTrials, 1 - EDGE, estimate);
        return new Interval(Math.min(low, estimate), Math.max(high, estimate));
    }

    /**
     * Between which two ranks (counted from 1) a quantile lies. A low rank of 0 or a high one above the number of trials says
     * that there is no bound on that side yet.
     */
    public static Ranks ofQuantile(double quantile, long trials) {
        double variance = quantile * (1 - quantile) * trials;
        BetaBinomialMixture mixture =
                new BetaBinomialMixture(quantile * (1 - quantile) * TUNED_TRIALS, quantile, 1 - quantile);
        double centre = quantile * trials;
        double low = centre + mixture.lowerBound(variance, ALPHA);
        double high = centre + mixture.upperBound(variance, ALPHA);
        return new Ranks((long) Math.max(0, Math.ceil(low)), high >= trials ? trials + 1 : (long) Math.floor(high) + 1);
    }

    /** Two ranks in a sorted sample. */
    public record Ranks(long low, long high) {}

    /** Where the rate is just not excluded, on the way from a rate at the edge to the estimate. */
    private static double edge(long events, long trials, double tunedTrials, double outermost, double estimate) {
        double out = outermost;
        double in = Math.clamp(estimate, EDGE, 1 - EDGE);
        if (!excluded(events, trials, tunedTrials, out)) {
            return outermost < estimate ? 0 : 1;
        }
        for (int step = 0; step < STEPS; step++) {
            double middle = (out + in) / 2;
            if (excluded(events, trials, tunedTrials, middle)) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return out;
    }

    private static boolean excluded(long events, long trials, double tunedTrials, double rate) {
        double spread = rate * (1 - rate);
        BetaBinomialMixture mixture = new BetaBinomialMixture(spread * tunedTrials, rate, 1 - rate);
        return mixture.log(events - rate * trials, spread * trials) >= Math.log(1 / ALPHA);
    }
}
