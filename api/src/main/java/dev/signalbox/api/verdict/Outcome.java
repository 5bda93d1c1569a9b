package dev.signalbox.api.verdict;

/** What the evidence says should happen to a candidate. */
public enum Outcome {
    /** Every required metric is shown to be no worse than allowed. */
    Promote,
    /** Not enough is known, or an alarm asks to wait. */
    Hold,
    /** Harm is shown. */
    Rollback
}
