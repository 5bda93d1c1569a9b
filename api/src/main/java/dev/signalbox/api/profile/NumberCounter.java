package dev.signalbox.api.profile;

import java.util.List;

/** Counts numbers, or lengths of texts, of one column in frozen bins. Not thread safe. */
public final class NumberCounter implements ValueCounter {
    private final ProfileKind kind;
    private final NumberTable column;

    /** Counts in these bins. */
    public NumberCounter(ProfileKind kind, Bins bins) {
        this.kind = kind;
        this.column = NumberTable.of(List.of(bins));
    }

    @Override
    public void add(double value) {
        column.add(0, value);
    }

    @Override
    public void addMissing() {
        column.addMissing(0);
    }

    @Override
    public FeatureProfile drain() {
        return column.drain(kind, 0);
    }

    /** Takes out the numbers alone, and forgets the missing ones. */
    public BinnedNumbers drainNumbers() {
        return column.drainNumbers(0);
    }
}
