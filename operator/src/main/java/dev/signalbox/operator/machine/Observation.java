package dev.signalbox.operator.machine;

import dev.signalbox.operator.retraining.RetrainingView;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a decision rests on, as it was at one time. {@code monitor} is about the candidate, {@code alarms} about the stable
 * version by itself.
 */
public record Observation(
        Instant now,
        DeploymentFacts facts,
        Acceptance acceptance,
        List<RouterView> routers,
        MonitorView monitor,
        SmokeView smoke,
        RetrainingView retraining,
        MonitorView alarms) {
    public Observation {
        routers = List.copyOf(routers);
    }

    /** Where nothing depends on whether the alarms of the stable version are quiet. */
    public Observation(
            Instant now,
            DeploymentFacts facts,
            Acceptance acceptance,
            List<RouterView> routers,
            MonitorView monitor,
            SmokeView smoke,
            RetrainingView retraining) {
        this(now, facts, acceptance, routers, monitor, smoke, retraining, new MonitorView.NotAsked());
    }

    /** Where nothing was asked for retraining. */
    public Observation(
            Instant now,
            DeploymentFacts facts,
            Acceptance acceptance,
            List<RouterView> routers,
            MonitorView monitor,
            SmokeView smoke) {
        this(now, facts, acceptance, routers, monitor, smoke, RetrainingView.NOTHING);
    }

    /** Where no sample inferences were sent. */
    public Observation(
            Instant now, DeploymentFacts facts, Acceptance acceptance, List<RouterView> routers, MonitorView monitor) {
        this(now, facts, acceptance, routers, monitor, new SmokeView.Unknown("none were sent"));
    }
}
