package dev.signalbox.api.statistics;

/**
 * Tells whether the events of one arm come in bursts: how much more its rate varies from one stretch of time to the next than
 * independent events would make it. Not thread safe.
 */
public final class Dispersion {
    /* The difference of two successive rates has the variance p (1 - p) (1/n1 + 1/n2) where events are independent, whatever p
     * is; a p that changes slowly hardly shows in it, where the variance about a common mean would. Both sums weigh a pair by the
     * trials behind it. phi is their ratio: about 1 without bursts, 1 + (n - 1) rho with a correlation of rho between the events of
     * a stretch.
     *
     * One arm by itself is looked at, stable: a difference between the arms must not pass for a burst. */
    private static final double LIMIT = 1.2;
    private static final double CERTAINTY = 2;
    private static final int LEAST_PAIRS = 20;
    private static final long LEAST_EVENTS = 20;

    private long trialsBefore;
    private long eventsBefore;
    private long events;
    private int pairs;
    private double seen;
    private double expected;
    private double squares;

    /** Adds the next stretch; one without trials says nothing. */
    public void observe(long trials, long eventsOfThem) {
        if (trials == 0) {
            return;
        }
        if (trialsBefore > 0) {
            pair(trials, eventsOfThem);
        }
        trialsBefore = trials;
        eventsBefore = eventsOfThem;
        events += eventsOfThem;
    }

    private void pair(long trials, long eventsOfThem) {
        double both = (double) trials + trialsBefore;
        double rate = (eventsOfThem + eventsBefore) / both;
        double weight = trials * (trialsBefore / both);
        double step = (double) eventsOfThem / trials - (double) eventsBefore / trialsBefore;
        double seenHere = square(step * weight);
        double expectedHere = rate * (1 - rate) * weight * both / Math.max(1, both - 1);
        seen += seenHere;
        expected += expectedHere;
        squares += square(seenHere - expectedHere);
        pairs++;
    }

    private static double square(double x) {
        return x * x;
    }

    /** The ratio of what was seen to what independent events would show; 1 where nothing is known. */
    public double phi() {
        return expected > 0 ? seen / expected : 1;
    }

    /** Whether there are bursts: enough was seen, and it shows more than chance does. */
    public boolean isBursty() {
        return pairs >= LEAST_PAIRS
                && events >= LEAST_EVENTS
                && seen - LIMIT * expected > CERTAINTY * Math.sqrt(squares) / 2;
    }
}
