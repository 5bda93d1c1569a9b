package dev.signalbox.operator.retraining;

import dev.signalbox.operator.plan.ModelArtifact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A training of the past, and what became of its result.
 *
 * @param telling how far the webhook is; null where none is told
 */
public record Trained(
        Training training,
        Instant endedAt,
        Outcome outcome,
        String message,
        @Nullable TrainingResult result,
        @Nullable String logTail,
        @Nullable Telling telling) {
    private static final int LONGEST = 1_200;

    /** What became of it. */
    public enum Outcome {
        /** There is a new version, and what becomes of it is decided when no rollout is on. */
        Trained,
        /** It waits for a person. */
        Proposed,
        /** The webhook is being told. */
        Telling,
        /** The webhook was told. */
        Told,
        /** The webhook did not take it. */
        Untold,
        /** It is asked for in the place of {@code spec.model}. */
        Adopted,
        /** It is stable, or was. */
        Promoted,
        /** Its rollout was taken back, and it is asked for no more. */
        RolledBack,
        /** The spec, or a version before it, asks for something else meanwhile. */
        Superseded,
        /** It is no better than the version before. */
        NoBetter,
        /** There is no new version. */
        Failed,
        /** It took too long. */
        DeadlineExceeded,
        /** It was ended before its time. */
        Stopped
    }

    /** How often the webhook was tried, and when it is tried again. */
    public record Telling(int tries, Instant nextTry) {}

    public Trained {
        message = Lines.bounded(message, LONGEST);
    }

    /** The artifact that it made; null where there is none. */
    public @Nullable ModelArtifact artifact() {
        return result == null || result.uri() == null
                ? null
                : new ModelArtifact(training.version(), result.uri(), result.sha256());
    }

    /** The same with another end. */
    public Trained become(Outcome other, String why) {
        return new Trained(training, endedAt, other, why, result, logTail, null);
    }

    /** The same, whose webhook is at this try. */
    public Trained telling(Telling other) {
        return new Trained(training, endedAt, Outcome.Telling, message, result, logTail, other);
    }
}
