package dev.signalbox.api.profile;

import java.util.Arrays;
import java.util.List;

/** Counts numbers, or lengths of texts, in frozen bins: a binary search and a few additions each. Not thread safe. */
public final class NumberCounter implements ValueCounter {
    private final ProfileKind kind;
    private final Bins bins;
    private final long[] counts;
    private long missing;
    private long added;
    private double sum;
    private double sumOfSquares;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Counts in these bins. */
    public NumberCounter(ProfileKind kind, Bins bins) {
        this.kind = kind;
        this.bins = bins;
        this.counts = new long[bins.count()];
    }

    @Override
    public void add(double value) {
        if (Double.isNaN(value)) {
            missing++;
            return;
        }
        counts[bins.binOf(value)]++;
        if (Math.abs(value) <= Moments.LARGEST) {
            added++;
            sum += value;
            sumOfSquares += value * value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    @Override
    public void addMissing() {
        missing++;
    }

    @Override
    public FeatureProfile drain() {
        long none = missing;
        return FeatureProfile.ofNumbers(kind, none, drainNumbers());
    }

    /** Takes out the numbers alone, and forgets the missing ones. */
    public BinnedNumbers drainNumbers() {
        List<Long> taken = Arrays.stream(counts).boxed().toList();
        Moments moments = added == 0 ? Moments.NONE : new Moments(added, sum, sumOfSquares, min, max);
        Arrays.fill(counts, 0);
        missing = 0;
        added = 0;
        sum = 0;
        sumOfSquares = 0;
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        return new BinnedNumbers(bins.edges(), taken, moments);
    }
}
