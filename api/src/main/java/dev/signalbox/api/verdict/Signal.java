package dev.signalbox.api.verdict;

/** The present state of an alarm. */
public enum Signal {
    /** Shown to be within the rule. */
    Passed,
    /** Neither harm nor its absence is shown yet. */
    Undecided,
    /** Nothing was seen to judge by. */
    NoData,
    /** Shown to break the rule. */
    Firing
}
