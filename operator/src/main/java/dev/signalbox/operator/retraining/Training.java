package dev.signalbox.operator.retraining;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One training: which version it makes of which other, of the records between {@code from} and its start, and at which try it is.
 *
 * @param notBefore before when this try does not begin; null: at once
 */
public record Training(
        ModelVersion version,
        ModelArtifact base,
        TrainingTrigger trigger,
        Instant from,
        Instant startedAt,
        int attempt,
        @Nullable Instant notBefore) {
    /** The try that is on. */
    public TrainingKey key() {
        return new TrainingKey(version, attempt);
    }

    /** The next try, after a while. */
    public Training again(Instant after) {
        return new Training(version, base, trigger, from, startedAt, attempt + 1, after);
    }
}
