package dev.signalbox.api.verdict;

/** What a candidate is compared with. */
public enum Comparison {
    /** Stable over the same time. */
    Stable,
    /** The profile of the version's own training data. */
    Baseline
}
