package dev.signalbox.api.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Bins between frozen edges. Immutable. */
public final class Bins {
    /** How many bins the quantiles of a baseline make, at most. */
    public static final int QUANTILES = 10;

    /** One bin that holds everything: where there is no baseline, there are no edges. */
    public static final Bins ONE = of(List.of());

    /** The bins of a text's length: powers of two. */
    public static final Bins LENGTHS = of(IntStream.rangeClosed(0, 16)
            .mapToObj(i -> i == 0 ? 0.0 : 1 << (i - 1))
            .toList());

    /** The bins of a confidence between 0 and 1: twentieths. */
    public static final Bins CONFIDENCE =
            of(IntStream.range(1, 20).mapToObj(i -> i / 20.0).toList());

    private final List<Double> edges;
    private final double[] search;

    private Bins(List<Double> edges) {
        this.edges = edges;
        this.search = edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Bins between these edges, which must rise. */
    public static Bins of(List<Double> edges) {
        return new Bins(Bounds.edges("edges", edges));
    }

    /**
     * The bins of a baseline. A handful of different values: each is an edge, so that none shares a bin with another.
     * Otherwise the deciles, each the value of nearest rank, equal ones once.
     */
    public static Bins ofSorted(double[] sorted) {
        double[] different =
                Arrays.stream(sorted).distinct().limit(QUANTILES + 1L).toArray();
        DoubleStream edges = different.length <= QUANTILES
                ? Arrays.stream(different)
                : IntStream.range(1, QUANTILES)
                        .mapToDouble(i -> quantile(sorted, (double) i / QUANTILES))
                        .distinct();
        return of(edges.filter(Double::isFinite).boxed().toList());
    }

    /** The value of the rank nearest to a quantile; of two that are as near, the one of even rank. */
    static double quantile(double[] sorted, double quantile) {
        return sorted[(int) Math.rint(quantile * (sorted.length - 1))];
    }

    /** How many bins there are. */
    public int count() {
        return search.length + 1;
    }

    /** The edges. */
    public List<Double> edges() {
        return edges;
    }

    /** The bin of a number; no number is in the last. */
    public int binOf(double value) {
        int low = 0;
        int high = search.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value <= search[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
