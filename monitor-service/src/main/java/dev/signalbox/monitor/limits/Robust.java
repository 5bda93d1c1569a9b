package dev.signalbox.monitor.limits;

import java.util.Arrays;

/** Where numbers lie and how far they spread, whatever a few of them do. */
record Robust(double median, double spread) {
    /** The median absolute deviation of normal numbers is their standard deviation divided by this. */
    private static final double TO_DEVIATION = 1.4826;

    static Robust of(double[] numbers) {
        double median = median(numbers);
        double[] away = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            away[i] = Math.abs(numbers[i] - median);
        }
        return new Robust(median, TO_DEVIATION * median(away));
    }

    static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
