package dev.signalbox.monitor.drift;

import dev.signalbox.api.Require;
import java.util.List;
import java.util.stream.IntStream;

/** How often each of the same bins was counted in a reference and in what is compared with it. Immutable. */
public final class TwoSamples {
    private final long[] reference;
    private final long[] current;
    private final long referenceTotal;
    private final long currentTotal;

    private TwoSamples(long[] reference, long[] current) {
        this.reference = reference;
        this.current = current;
        this.referenceTotal = IntStream.range(0, reference.length)
                .mapToLong(i -> reference[i])
                .sum();
        this.currentTotal =
                IntStream.range(0, current.length).mapToLong(i -> current[i]).sum();
    }

    /** Counts of the same bins in the same order; bins that are empty in both say nothing and are left out. */
    public static TwoSamples of(List<Long> reference, List<Long> current) {
        if (reference.size() != current.size()) {
            throw new IllegalArgumentException(
                    "bins must be the same in both, got " + reference.size() + " and " + current.size());
        }
        int[] used = IntStream.range(0, reference.size())
                .filter(i -> Require.within("count", reference.get(i), 0, Long.MAX_VALUE)
                                + Require.within("count", current.get(i), 0, Long.MAX_VALUE)
                        > 0)
                .toArray();
        return new TwoSamples(
                IntStream.of(used).mapToLong(reference::get).toArray(),
                IntStream.of(used).mapToLong(current::get).toArray());
    }

    /** How many bins hold anything. */
    public int bins() {
        return reference.length;
    }

    /** How many values the reference has. */
    public long referenceTotal() {
        return referenceTotal;
    }

    /** How many values are compared with it. */
    public long currentTotal() {
        return currentTotal;
    }

    /** Whether there are values on both sides. */
    public boolean isComparable() {
        return referenceTotal > 0 && currentTotal > 0;
    }

    long reference(int bin) {
        return reference[bin];
    }

    long current(int bin) {
        return current[bin];
    }

    double referenceShare(int bin) {
        return (double) reference[bin] / referenceTotal;
    }

    double currentShare(int bin) {
        return (double) current[bin] / currentTotal;
    }

    /** What the noise of both samples adds to a squared distance, for each degree of freedom. */
    double noise() {
        return 1.0 / referenceTotal + 1.0 / currentTotal;
    }
}
