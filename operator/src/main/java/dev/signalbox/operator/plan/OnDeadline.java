package dev.signalbox.operator.plan;

/** What follows when a rollout takes too long. */
public enum OnDeadline {
    /** The candidate stays where it is until a person or a new spec decides. */
    Hold,
    /** The candidate is taken back. */
    Rollback
}
