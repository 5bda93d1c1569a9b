package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a number, or the length of a text, was distributed in the training data. {@code edges} and {@code counts} are those of
 * {@link BinnedNumbers}; mean, deviation, range and median are of the values that are not missing, and absent if all are.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NumericBaseline(
        ProfileKind kind,
        long rows,
        long missing,
        @Nullable Double mean,
        @Nullable Double stddev,
        @Nullable Double min,
        @Nullable Double median,
        @Nullable Double max,
        List<Double> edges,
        List<Long> counts)
        implements FeatureBaseline {
    public NumericBaseline {
        Bounds.count("rows", rows);
        Bounds.count("missing", missing);
        if (kind != ProfileKind.NUMERIC && kind != ProfileKind.TEXT) {
            throw new IllegalArgumentException("kind must be numeric or text, got " + kind);
        }
        edges = Bounds.edges("edges", edges);
        counts = Bounds.counts("counts", counts, edges.size());
        Bounds.sameTotal(
                "number",
                rows,
                missing + counts.stream().mapToLong(Long::longValue).sum());
        if (rows > missing) {
            Bounds.finite("mean", mean);
            Bounds.finite("stddev", stddev);
            Bounds.finite("min", min);
            Bounds.finite("median", median);
            Bounds.finite("max", max);
        }
    }

    /** The baseline of numbers, where NaN is a missing one. */
    public static NumericBaseline ofNumbers(double[] values) {
        double[] present = present(values);
        return of(ProfileKind.NUMERIC, values.length, present, Bins.ofValues(present, present.length));
    }

    /** The baseline of the lengths of texts, where NaN is a missing one. */
    public static NumericBaseline ofLengths(double[] lengths) {
        return of(ProfileKind.TEXT, lengths.length, present(lengths), Bins.LENGTHS);
    }

    /** The bins that are frozen with it. */
    public Bins bins() {
        return Bins.of(edges);
    }

    private static NumericBaseline of(ProfileKind kind, int rows, double[] present, Bins bins) {
        NumberCounter counter = new NumberCounter(kind, bins);
        for (double value : present) {
            counter.add(value);
        }
        int missing = rows - present.length;
        BinnedNumbers numbers = counter.drainNumbers();
        Moments moments = numbers.moments();
        if (moments.count() == 0) {
            return new NumericBaseline(
                    kind, rows, missing, null, null, null, null, null, bins.edges(), numbers.counts());
        }
        return new NumericBaseline(
                kind,
                rows,
                missing,
                moments.sum() / moments.count(),
                moments.deviation(),
                moments.min(),
                median(present),
                moments.max(),
                bins.edges(),
                numbers.counts());
    }

    private static double median(double[] present) {
        return Ranks.of(present, present.length, new int[] {(present.length - 1) / 2})[0];
    }

    private static double[] present(double[] values) {
        double[] present = new double[values.length];
        int size = 0;
        for (double value : values) {
            present[size] = value;
            size += Double.isNaN(value) ? 0 : 1;
        }
        return size == present.length ? present : Arrays.copyOf(present, size);
    }
}
