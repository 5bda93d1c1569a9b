package dev.signalbox.monitor.drift;

import dev.signalbox.api.Require;
import java.util.Arrays;

/** Sorted numbers: what distances by bins are held against. */
final class Sample {
    private final double[] sorted;

    private Sample(double[] sorted) {
        this.sorted = sorted;
    }

    /** These numbers, none of which may be NaN. */
    static Sample of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length > 0 && Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("values must be numbers, got NaN");
        }
        return new Sample(sorted);
    }

    /** The largest difference between the shares of both up to the same number. */
    double kolmogorovSmirnov(Sample other) {
        double[] largest = {0};
        walk(other, (difference, width) -> largest[0] = Math.max(largest[0], difference));
        return largest[0];
    }

    /** How far a number has to be moved on average to make one distribution into the other, in the numbers' unit. */
    double wasserstein(Sample other) {
        double[] area = {0};
        walk(other, (difference, width) -> area[0] += difference * width);
        return area[0];
    }

    /** Wasserstein's distance in deviations of the other, which is the reference. */
    double wassersteinInDeviations(Sample reference) {
        double deviation = reference.deviation();
        return deviation > 0 ? wasserstein(reference) / deviation : 0;
    }

    private double deviation() {
        double mean = Arrays.stream(sorted).average().orElse(0);
        return Math.sqrt(Arrays.stream(sorted)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0));
    }

    private interface Step {
        void take(double difference, double width);
    }

    /* Over all equal numbers at once, so that ties are no difference. */
    private void walk(Sample other, Step step) {
        Require.within("sample size", Math.min(sorted.length, other.sorted.length), 1, Integer.MAX_VALUE);
        int mine = 0;
        int theirs = 0;
        while (mine < sorted.length || theirs < other.sorted.length) {
            double at = Math.min(at(sorted, mine), at(other.sorted, theirs));
            while (mine < sorted.length && sorted[mine] == at) {
                mine++;
            }
            while (theirs < other.sorted.length && other.sorted[theirs] == at) {
                theirs++;
            }
            double next = Math.min(at(sorted, mine), at(other.sorted, theirs));
            double difference = Math.abs((double) mine / sorted.length - (double) theirs / other.sorted.length);
            step.take(difference, Double.isInfinite(next) ? 0 : next - at);
        }
    }

    private static double at(double[] sorted, int index) {
        return index < sorted.length ? sorted[index] : Double.POSITIVE_INFINITY;
    }
}
