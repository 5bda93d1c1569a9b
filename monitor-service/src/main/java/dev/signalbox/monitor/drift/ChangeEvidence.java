package dev.signalbox.monitor.drift;

import dev.signalbox.api.statistics.Gamma;

/**
 * Evidence that two versions' values are distributed differently over the same time, gathered slot by slot; both distributions may
 * change from slot to slot as long as they change alike, and so may the split. Not thread safe.
 */
public final class ChangeEvidence {
    /* Within a slot, given what both versions saw together, the current one's part is drawn from it without replacement where
     * there is no difference. A bet psi on each bin, foretold from earlier slots, gains prod psi^c; by Hoeffding's convex
     * ordering its mean is at most what drawing with replacement would gain, (sum k psi / N)^m, which is paid. The bets are
     * foretold ratios of shares to several powers, mixed evenly. */
    private static final double[] POWERS = {1, 0.5, 0.25};
    private static final double HALF = 0.5;

    private final double[] logs = new double[POWERS.length];
    private final long[] before;
    private final long[] now;

    /** Evidence over so many bins. */
    public ChangeEvidence(int bins) {
        before = new long[bins];
        now = new long[bins];
    }

    /** Adds the counts of a slot: {@code reference} and {@code current} by bin, all bins of which are always given. */
    public void observe(long[] reference, long[] current) {
        if (sum(reference) > 0 && sum(current) > 0) {
            for (int i = 0; i < logs.length; i++) {
                logs[i] += gain(reference, current, POWERS[i]);
            }
        }
        for (int bin = 0; bin < now.length; bin++) {
            before[bin] += reference[bin];
            now[bin] += current[bin];
        }
    }

    private double gain(long[] reference, long[] current, double power) {
        double won = 0;
        double paid = 0;
        double drawn = sum(current);
        double trials = drawn + sum(reference);
        double ratio = (sum(before) + HALF * before.length) / (sum(now) + HALF * now.length);
        for (int bin = 0; bin < now.length; bin++) {
            double psi = Math.pow((now[bin] + HALF) / (before[bin] + HALF) * ratio, power);
            won += current[bin] * Math.log(psi);
            paid += (reference[bin] + current[bin]) / trials * psi;
        }
        return won - drawn * Math.log(paid);
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** The logarithm of the present e-value. */
    public double log() {
        return Gamma.logMeanExp(logs);
    }
}
