package dev.signalbox.operator.machine;

import java.time.Instant;
import java.util.List;

/** Everything that a decision rests on, as it was at one time. */
public record Observation(
        Instant now, DeploymentFacts facts, Acceptance acceptance, List<RouterView> routers, MonitorView monitor) {
    public Observation {
        routers = List.copyOf(routers);
    }
}
