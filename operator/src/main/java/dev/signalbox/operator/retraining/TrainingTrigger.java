package dev.signalbox.operator.retraining;

/** What started a training, in a word and in words. */
public record TrainingTrigger(Kind kind, String cause) {
    private static final int LONGEST = 400;

    /** Who or what. */
    public enum Kind {
        /** A person. */
        Command,
        /** Decay. */
        Signal,
        /** Time. */
        Schedule
    }

    public TrainingTrigger {
        cause = Lines.bounded(cause, LONGEST);
    }
}
