package dev.signalbox.operator.machine;

import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that the operator remembers of one deployment; it can be written to a status and read from it without loss. */
public record RolloutState(
        RolloutPhase phase,
        Versions versions,
        RouteMemory route,
        @Nullable ModelDeploymentSpec accepted,
        List<Past> history,
        @Nullable CommandOutcome command,
        RetrainingState retraining) {
    private static final int LONGEST_HISTORY = 10;

    /** A deployment of which nothing was ever trained. */
    public RolloutState(
            RolloutPhase phase,
            Versions versions,
            RouteMemory route,
            @Nullable ModelDeploymentSpec accepted,
            List<Past> history,
            @Nullable CommandOutcome command) {
        this(phase, versions, route, accepted, history, command, RetrainingState.NONE);
    }

    /** A deployment that was never looked at. */
    public static RolloutState fresh(java.time.Instant now) {
        return new RolloutState(
                new RolloutPhase.Pending(now),
                Versions.NONE,
                RouteMemory.NONE,
                null,
                List.of(),
                null,
                RetrainingState.NONE);
    }

    public RolloutState {
        history = history.stream().limit(LONGEST_HISTORY).toList();
    }

    /** Whether what comes next depends on what the routers apply. */
    public boolean waitsForRouters() {
        boolean waits = switch (phase) {
            case RolloutPhase.Pending p -> false;
            case RolloutPhase.Preparing p -> false;
            case RolloutPhase.Stable s -> false;
            case RolloutPhase.RolledBack r -> false;
            default -> true;
        };
        return waits || !versions.retiring().isEmpty();
    }

    RolloutState in(RolloutPhase other) {
        return new RolloutState(other, versions, route, accepted, history, command, retraining);
    }

    RolloutState with(Versions others) {
        return new RolloutState(phase, others, route, accepted, history, command, retraining);
    }

    RolloutState with(RouteMemory other) {
        return new RolloutState(phase, versions, other, accepted, history, command, retraining);
    }

    RolloutState with(RetrainingState other) {
        return new RolloutState(phase, versions, route, accepted, history, command, other);
    }

    RolloutState accepting(ModelDeploymentSpec spec) {
        return new RolloutState(phase, versions, route, spec, history, command, retraining);
    }

    RolloutState remembering(Past past) {
        return new RolloutState(
                phase,
                versions,
                route,
                accepted,
                Stream.concat(Stream.of(past), history.stream()).toList(),
                command,
                retraining);
    }

    RolloutState answering(CommandOutcome outcome) {
        return new RolloutState(phase, versions, route, accepted, history, outcome, retraining);
    }
}
