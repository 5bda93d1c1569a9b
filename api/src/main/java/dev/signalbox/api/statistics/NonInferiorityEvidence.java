package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/**
 * Evidence that the candidate's rate is less than a margin above stable's: against the hypothesis that in every tick it is at
 * least stable's plus the margin.
 */
public final class NonInferiorityEvidence implements EProcess {
    /* Each tick is a block of the two-proportion test of Turner, Ly and Gruenwald: the likelihood of "both arms have the rate
     * ph" over that of the point of the hypothesis nearest to it (the reverse information projection), which makes the mean at
     * most 1 under every point of the hypothesis. ph is foretold from earlier ticks alone, starting from stable's history with
     * the weight of PRIOR_TRIALS. */
    private static final double PRIOR_TRIALS = 200;
    private static final double LEAST_RATE = 1e-7;
    private static final double LARGEST_MARGIN = 0.99;
    private static final int MOST_STEPS = 200;

    private final double margin;
    private double priorEvents;
    private double priorTrials = PRIOR_TRIALS;
    private double log;

    /** Evidence at this margin; {@code historicalRate} is what stable's rate was before. */
    public NonInferiorityEvidence(double margin, double historicalRate) {
        /* A smaller margin only enlarges the hypothesis, so cutting it keeps the promise and keeps rates off 1. */
        this.margin = Math.min(Require.within("margin", margin, 0.0, 1.0), LARGEST_MARGIN);
        this.priorEvents = PRIOR_TRIALS * Require.within("historicalRate", historicalRate, 0.0, 1.0);
    }

    @Override
    public void observe(Tick tick) {
        if (margin > 0 && tick.candidate() > 0) {
            double foretold = Math.clamp(priorEvents / priorTrials, LEAST_RATE, 1 - LEAST_RATE);
            double nearest = nearestStableRate(tick, foretold);
            log += LogSpace.logLikelihood(tick.candidateEvents(), tick.candidate(), foretold)
                    + LogSpace.logLikelihood(tick.stableEvents(), tick.stable(), foretold)
                    - LogSpace.logLikelihood(tick.candidateEvents(), tick.candidate(), nearest + margin)
                    - LogSpace.logLikelihood(tick.stableEvents(), tick.stable(), nearest);
        }
        priorEvents += tick.events();
        priorTrials += tick.trials();
    }

    @Override
    public double logEvidence() {
        return log;
    }

    /** Stable's rate at the point of the hypothesis nearest to both arms having the foretold rate. */
    private double nearestStableRate(Tick tick, double foretold) {
        double low = 0;
        double high = 1 - margin;
        if (tick.stable() == 0) {
            return Math.clamp(foretold - margin, low, high);
        }
        /* Newton's steps on a falling slope, kept within a shrinking bracket. */
        double rate = Math.clamp(foretold - tick.share() * margin, Math.min(foretold, high) / 100, high);
        for (int step = 0; step < MOST_STEPS; step++) {
            double slope = slope(tick, foretold, rate);
            if (slope > 0) {
                low = rate;
            } else {
                high = rate;
            }
            double next = rate - slope / curvature(tick, foretold, rate);
            if (!(next > low && next < high)) {
                next = (low + high) / 2;
            }
            if (Math.abs(next - rate) <= 1e-13 * rate) {
                return next;
            }
            rate = next;
        }
        return rate;
    }

    private double slope(Tick tick, double foretold, double rate) {
        return tick.candidate() * (foretold / (rate + margin) - (1 - foretold) / (1 - rate - margin))
                + tick.stable() * (foretold / rate - (1 - foretold) / (1 - rate));
    }

    private double curvature(Tick tick, double foretold, double rate) {
        return -tick.candidate() * (foretold / square(rate + margin) + (1 - foretold) / square(1 - rate - margin))
                - tick.stable() * (foretold / square(rate) + (1 - foretold) / square(1 - rate));
    }

    private static double square(double x) {
        return x * x;
    }
}
