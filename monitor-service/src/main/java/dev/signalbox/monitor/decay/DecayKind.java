package dev.signalbox.monitor.decay;

import com.fasterxml.jackson.annotation.JsonValue;

/** By what a model is seen to decay. */
public enum DecayKind {
    /** Its inputs are distributed unlike those that it was trained on. */
    DRIFT("drift"),
    /** Labels say that it is wrong more often. */
    ACCURACY("accuracy"),
    /** By its own probabilities it would be wrong more often: advice alone. */
    ESTIMATED_ACCURACY("estimatedAccuracy"),
    /** It was promoted long ago. */
    AGE("age");

    private final String word;

    DecayKind(String word) {
        this.word = word;
    }

    /** The kind as documents and metrics name it. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Whether nothing is to be done for this kind alone. */
    boolean isAdvisory() {
        return this == ESTIMATED_ACCURACY;
    }

    /** Whether larger values are the worse ones. */
    boolean isWorseAbove() {
        return this == DRIFT || this == AGE;
    }
}
