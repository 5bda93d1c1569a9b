package dev.signalbox.monitor.callbacks;

import java.util.Locale;

/** What became of one try to send a decision. */
enum CallbackOutcome {
    /** The application has taken it. */
    DELIVERED,
    /** The application answered with 400 to 499, or sent elsewhere, where nobody follows. */
    REFUSED,
    /** The application answered with 500 or more. */
    FAILED,
    /** It did not answer in time. */
    TIMEOUT,
    /** There was no connection. */
    UNREACHABLE,
    /** The secret that it is to be signed with is not there. */
    SECRET,
    /** The host is none that may be sent to. */
    HOST;

    /** By the status of an answer. */
    static CallbackOutcome ofStatus(int status) {
        if (status >= 200 && status < 300) {
            return DELIVERED;
        }
        return status >= 500 ? FAILED : REFUSED;
    }

    /** Whether the application is not there: the next one would wait for it just the same. */
    boolean away() {
        return this == TIMEOUT || this == UNREACHABLE;
    }

    /** The outcome as metrics have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
