package dev.signalbox.monitor.judging;

import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a version, and what was learned of it since: whether it is what the label says and what a person decided, where
 * there is a label or a decision, and whether it was taken or asked for again. {@code unit} tells the user apart who asked, where
 * that is known.
 */
public record KnownAnswer(
        ModelVersion version,
        Instant at,
        @Nullable Boolean asLabelled,
        @Nullable Boolean asDecided,
        boolean clicked,
        boolean askedAgain,
        @Nullable String unit) {
    /** An answer to somebody who is not known. */
    public KnownAnswer(
            ModelVersion version,
            Instant at,
            @Nullable Boolean asLabelled,
            @Nullable Boolean asDecided,
            boolean clicked,
            boolean askedAgain) {
        this(version, at, asLabelled, asDecided, clicked, askedAgain, null);
    }
}
