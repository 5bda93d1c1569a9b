package dev.signalbox.operator.judging;

/** What both versions did between two looks. */
public record Stretch(Counts candidate, Counts stable) {
    /** The sum of both. */
    public Stretch plus(Stretch other) {
        return new Stretch(candidate.plus(other.candidate), stable.plus(other.stable));
    }
}
