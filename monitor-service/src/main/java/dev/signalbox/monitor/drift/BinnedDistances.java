package dev.signalbox.monitor.drift;

import dev.signalbox.api.profile.BinnedNumbers;

/** Distances between distributions of numbers that are known at the edges of their bins alone. */
final class BinnedDistances {
    private BinnedDistances() {}

    /** The largest difference at an edge: the largest of all numbers is at least that. */
    static double kolmogorovSmirnov(BinnedNumbers reference, BinnedNumbers current) {
        double largest = 0;
        double difference = 0;
        for (int bin = 0; bin < reference.edges().size(); bin++) {
            difference += difference(reference, current, bin);
            largest = Math.max(largest, Math.abs(difference));
        }
        return largest;
    }

    /**
     * Wasserstein's distance in deviations of the reference, between the outer edges, so that no outlier rules it, and as if the
     * numbers of a bin were spread evenly.
     */
    static double wasserstein(BinnedNumbers reference, BinnedNumbers current) {
        double deviation = reference.moments().deviation();
        double area = 0;
        double before = 0;
        for (int edge = 0; edge < reference.edges().size(); edge++) {
            double here = before + difference(reference, current, edge);
            if (edge > 0) {
                double width = reference.edges().get(edge) - reference.edges().get(edge - 1);
                area += width * meanSize(before, here);
            }
            before = here;
        }
        return deviation > 0 ? area / deviation : 0;
    }

    private static double difference(BinnedNumbers reference, BinnedNumbers current, int bin) {
        return (double) reference.counts().get(bin) / reference.total()
                - (double) current.counts().get(bin) / current.total();
    }

    /** The mean of the size of a line from one value to another. */
    private static double meanSize(double from, double to) {
        if (from * to >= 0) {
            return (Math.abs(from) + Math.abs(to)) / 2;
        }
        return (from * from + to * to) / (2 * Math.abs(from - to));
    }
}
