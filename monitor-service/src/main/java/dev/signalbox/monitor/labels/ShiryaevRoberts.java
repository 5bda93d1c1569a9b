package dev.signalbox.monitor.labels;

import dev.signalbox.api.Require;
import java.util.Arrays;

/**
 * Notices that errors became more frequent than they were: without a change, the mean time to a false alarm is at least {@code
 * meanTimeToFalseAlarm} labels. Not thread safe.
 */
public final class ShiryaevRoberts {
    /* The e-detector of Shin, Ramdas and Rinaldo [1]: R <- (R + 1) e, where e is a label's likelihood ratio of an error rate g
     * times the usual one. An alarm as soon as the mean over the strengths g reaches the wanted time.
     * [1] E-detectors: a nonparametric framework for sequential change detection, NEJSDS 2(2), 2024. */
    private static final double[] STRENGTHS = {1.25, 1.5, 2, 3, 5};
    private static final double LARGEST_RATE = 0.999;

    private final double[] wrong = new double[STRENGTHS.length];
    private final double[] right = new double[STRENGTHS.length];
    private final double[] sums = new double[STRENGTHS.length];
    private final double needed;

    /** A detector of more errors than {@code usualRate}, which should be an upper bound of what is usual. */
    public ShiryaevRoberts(double usualRate, double meanTimeToFalseAlarm) {
        Require.within("usualRate", usualRate, 1e-6, 1 - 1e-6);
        needed = Require.within("meanTimeToFalseAlarm", meanTimeToFalseAlarm, 1, 1e12);
        for (int j = 0; j < STRENGTHS.length; j++) {
            double rate = Math.min(Math.max(LARGEST_RATE, usualRate), STRENGTHS[j] * usualRate);
            wrong[j] = rate / usualRate;
            right[j] = (1 - rate) / (1 - usualRate);
        }
    }

    /** Adds the next label; says whether it raises an alarm, after which everything starts anew. */
    public boolean observe(boolean isWrong) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] = (sums[j] + 1) * (isWrong ? wrong[j] : right[j]);
        }
        if (value() < needed) {
            return false;
        }
        Arrays.fill(sums, 0);
        return true;
    }

    /** What is held against the wanted time. */
    public double value() {
        double sum = 0;
        for (double one : sums) {
            sum += one;
        }
        return sum / sums.length;
    }
}
