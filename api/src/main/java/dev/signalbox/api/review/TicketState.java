package dev.signalbox.api.review;

/** Where a ticket is. */
public enum TicketState {
    /** Somebody is to take it. */
    Waiting,
    /** Somebody works on it. */
    Claimed,
    /** A person has decided. */
    Decided,
    /** Nobody decided in time. */
    Expired;

    /** Whether nothing more becomes of it. */
    public boolean over() {
        return this == Decided || this == Expired;
    }
}
