package dev.signalbox.server.signature;

import dev.signalbox.api.Require;

/** Which output says how sure the model is, and how to read it. */
public record Confidence(String output, Kind kind) {
    public Confidence {
        Require.present("output", output);
        Require.present("kind", kind);
    }

    /** How the output is read. */
    public enum Kind {
        /** The probability of one of two classes: sure is near 0 as well as near 1. */
        BINARY_PROBABILITY,
        /** How sure the model is, as it stands. */
        DIRECT
    }

    /** How sure one value of the output is, between 0 and 1; no number is not sure at all. */
    public double of(double value) {
        if (!(value >= 0 && value <= 1)) {
            return 0;
        }
        return kind == Kind.BINARY_PROBABILITY ? Math.max(value, 1 - value) : value;
    }
}
