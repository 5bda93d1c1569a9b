package dev.signalbox.operator.machine;

import java.time.Instant;
import java.util.List;

/** Everything that a decision rests on, as it was at one time. */
public record Observation(
        Instant now,
        DeploymentFacts facts,
        Acceptance acceptance,
        List<RouterView> routers,
        MonitorView monitor,
        SmokeView smoke) {
    public Observation {
        routers = List.copyOf(routers);
    }

    /** Where no sample inferences were sent. */
    public Observation(
            Instant now, DeploymentFacts facts, Acceptance acceptance, List<RouterView> routers, MonitorView monitor) {
        this(now, facts, acceptance, routers, monitor, new SmokeView.Unknown("none were sent"));
    }
}
