package dev.signalbox.monitor.judging;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: how a candidate does beside stable from {@code since} on, as known at {@code asOf}. {@code split} is how requests
 * are meant to be split, where that is to be checked.
 */
public record Question(
        DeploymentName deployment,
        ModelVersion candidate,
        ModelVersion stable,
        Instant since,
        Instant asOf,
        Stage stage,
        @Nullable IntendedSplit split) {
    /** A question about a candidate that has a share of the live requests. */
    public Question(
            DeploymentName deployment, ModelVersion candidate, ModelVersion stable, Instant since, Instant asOf) {
        this(deployment, candidate, stable, since, asOf, Stage.Live);
    }

    /** A question that does not ask about the split. */
    public Question(
            DeploymentName deployment,
            ModelVersion candidate,
            ModelVersion stable,
            Instant since,
            Instant asOf,
            Stage stage) {
        this(deployment, candidate, stable, since, asOf, stage, null);
    }

    public Question {
        if (candidate.equals(stable)) {
            throw new IllegalArgumentException("candidate must differ from stable, got \"" + candidate + "\" for both");
        }
        if (since.isAfter(asOf)) {
            throw new IllegalArgumentException("since must not be in the future, got " + since + " at " + asOf);
        }
    }
}
