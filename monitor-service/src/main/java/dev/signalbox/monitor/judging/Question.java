package dev.signalbox.monitor.judging;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Stage;
import java.time.Instant;

/** What is asked: how a candidate does beside stable from {@code since} on, as known at {@code asOf}. */
public record Question(
        DeploymentName deployment,
        ModelVersion candidate,
        ModelVersion stable,
        Instant since,
        Instant asOf,
        Stage stage) {
    /** A question about a candidate that has a share of the live requests. */
    public Question(
            DeploymentName deployment, ModelVersion candidate, ModelVersion stable, Instant since, Instant asOf) {
        this(deployment, candidate, stable, since, asOf, Stage.Live);
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
