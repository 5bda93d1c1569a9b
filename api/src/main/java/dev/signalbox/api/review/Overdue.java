package dev.signalbox.api.review;

/** What becomes of a ticket that nobody has decided on when it is due. */
public enum Overdue {
    /** It ends without a decision. */
    Expire,
    /** What the model said is the decision; where it said nothing, the ticket ends without one. */
    Model,
    /** It goes on waiting. */
    Keep
}
