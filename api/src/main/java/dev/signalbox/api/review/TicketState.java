package dev.signalbox.api.review;

/** Where a ticket is. */
public enum TicketState {
    /** Somebody is to take it. */
    Waiting,
    /** Somebody works on it. */
    Claimed,
    /** It is decided on: by a person or, where nobody was in time, by the model. */
    Decided,
    /** Nobody decided in time. */
    Expired;

    /** Whether nothing more becomes of it. */
    public boolean over() {
        return this == Decided || this == Expired;
    }
}
