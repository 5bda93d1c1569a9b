package dev.signalbox.operator.machine;

import java.time.Instant;

/** What became of the last command: it is not carried out again. */
public record CommandOutcome(String text, boolean done, String message, Instant at) {
    /** The word in the status. */
    public String outcome() {
        return done ? "Done" : "Refused";
    }
}
