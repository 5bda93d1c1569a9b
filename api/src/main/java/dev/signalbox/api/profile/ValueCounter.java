package dev.signalbox.api.profile;

/** Counts values of one feature or output until they are drained into a profile. Not thread safe. */
public sealed interface ValueCounter permits NumberCounter, CategoryCounter {
    /**
     * Counts one value: a number, a text's length, or a category's index among those that the counter was made with, where
     * anything else is an unseen one.
     */
    void add(double value);

    /** Counts one value that is none. */
    void addMissing();

    /** Takes out what was counted since the last drain. */
    FeatureProfile drain();
}
