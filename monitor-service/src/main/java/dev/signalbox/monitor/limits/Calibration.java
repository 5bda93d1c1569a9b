package dev.signalbox.monitor.limits;

import java.util.Arrays;
import java.util.List;

/**
 * How surprising an hour may be before it counts as a false alarm, by how surprising the hours of the past were when they came.
 */
final class Calibration {
    /* Hours have heavier tails than any formula. Each was scored by what was known before it, so the next one is as likely as each of
     * them to be the most surprising: with n scores, the r-th largest is exceeded with a probability of r / (n + 1) (split
     * conformal prediction). It is used from r = 3 on, so that one odd hour moves it to the next score at most. Below that, the scores'
     * upper twentieth is continued as a power of the probability, whose shape is told by its median, which one odd hour hardly moves
     * either. The formula's own value is the least in any case. */
    private static final int LEAST_RANK = 3;
    private static final double TAIL = 0.05;

    private Calibration() {}

    /** The surprise that is exceeded with at most this probability, where the formula says that it would be {@code expected}. */
    static double allowed(List<Double> surprises, double probability, double expected) {
        double[] sorted = surprises.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        int rank = (int) Math.floor(probability * (n + 1));
        double seen = rank >= LEAST_RANK ? sorted[n - rank] : continued(sorted, probability);
        return Math.max(expected, seen);
    }

    private static double continued(double[] sorted, double probability) {
        int tail = (int) Math.ceil(TAIL * sorted.length);
        if (tail < LEAST_RANK) {
            return 0;
        }
        double from = sorted[sorted.length - tail - 1];
        if (from <= 0) {
            return 0;
        }
        double[] above = new double[tail];
        for (int i = 0; i < tail; i++) {
            above[i] = Math.log(sorted[sorted.length - tail + i] / from);
        }
        double shape = Robust.median(above) / Math.log(2);
        double share = (double) tail / sorted.length;
        return from * Math.pow(Math.max(1, share / probability), shape);
    }
}
