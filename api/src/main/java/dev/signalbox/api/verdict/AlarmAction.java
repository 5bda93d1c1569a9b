package dev.signalbox.api.verdict;

/** What follows when an alarm fires. */
public enum AlarmAction {
    /** The candidate is taken back at once. */
    Rollback,
    /** The candidate stays where it is. */
    Hold,
    /** People are told. */
    Notify
}
