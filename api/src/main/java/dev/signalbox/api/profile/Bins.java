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
     * The bins of a baseline of the first {@code size} of these values, none of them NaN, in any order. A handful of different
     * values: each is an edge, so that none shares a bin with another. Otherwise the deciles, each the value of nearest rank,
     * equal ones once.
     */
    static Bins ofValues(double[] values, int size) {
        double[] different = different(values, size);
        DoubleStream edges = different.length <= QUANTILES
                ? Arrays.stream(different)
                : Arrays.stream(Ranks.of(
                                values,
                                size,
                                IntStream.range(1, QUANTILES)
                                        .map(i -> rank((double) i / QUANTILES, size))
                                        .toArray()))
                        .map(edge -> edge + 0.0) /* no -0 beside 0 */
                        .distinct();
        return of(edges.filter(Double::isFinite).boxed().toList());
    }

    /** The rank nearest to a quantile of so many values, from 0; of two that are as near, the even one. */
    private static int rank(double quantile, int size) {
        return (int) Math.rint(quantile * (size - 1));
    }

    /* Sorted; of more than a handful, some. */
    private static double[] different(double[] values, int size) {
        double[] found = new double[QUANTILES + 1];
        int count = 0;
        for (int i = 0; i < size && count <= QUANTILES; i++) {
            int at = 0;
            while (at < count && found[at] != values[i]) {
                at++;
            }
            if (at == count) {
                found[count++] = values[i];
            }
        }
        return Arrays.stream(found, 0, count).sorted().toArray();
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
