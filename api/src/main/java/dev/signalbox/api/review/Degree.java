package dev.signalbox.api.review;

/** How much of the deciding a machine does, from the least on. */
public enum Degree {
    /** The model runs and is recorded; the application gets a ticket, and a person decides. */
    HumanOnly,
    /** The prediction is an advice. */
    Assist,
    /** Confident predictions are decisions, the others become tickets. */
    Partial,
    /** Every prediction is a decision. */
    Full
}
