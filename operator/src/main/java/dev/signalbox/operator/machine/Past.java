package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import java.time.Instant;

/** How a candidate of the past ended. */
public record Past(ModelVersion version, Outcome outcome, Explanation why, Instant startedAt, Instant endedAt) {
    /** The ways to end. */
    public enum Outcome {
        Promoted,
        RolledBack,
        Superseded
    }
}
