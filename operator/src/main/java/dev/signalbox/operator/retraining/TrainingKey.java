package dev.signalbox.operator.retraining;

import dev.signalbox.api.ModelVersion;

/** Names one try of a training: the version that it makes, and which try it is, from 1. */
public record TrainingKey(ModelVersion version, int attempt) implements Comparable<TrainingKey> {
    @Override
    public int compareTo(TrainingKey other) {
        int byVersion = version.compareTo(other.version);
        return byVersion != 0 ? byVersion : Integer.compare(attempt, other.attempt);
    }

    @Override
    public String toString() {
        return version + "." + attempt;
    }
}
