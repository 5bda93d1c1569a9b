package dev.signalbox.monitor.trainable;

/** Whether a record is learned from. */
public sealed interface Choice {
    /** It is, as this row. */
    record Learned(TrainingRow row) implements Choice {}

    /** It is not. */
    record Left(Omission why) implements Choice {}
}
