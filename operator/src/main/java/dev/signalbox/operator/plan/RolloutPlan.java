package dev.signalbox.operator.plan;

import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A spec that can be carried out: every field typed and checked, every default filled in. */
public record RolloutPlan(
        ModelArtifact model,
        ServerPlan server,
        RolloutRules rollout,
        RoutingRules routing,
        List<AlarmRule> alarms,
        @Nullable RetrainingRules retraining) {
    public RolloutPlan {
        alarms = List.copyOf(alarms);
    }

    /** Checks a spec as a whole; never half of it. */
    public static PlanResult of(@Nullable ModelDeploymentSpec spec) {
        return PlanReader.read(spec);
    }

    /** What must run of the version that the spec names. */
    public VersionSpec version() {
        return new VersionSpec(model, server);
    }

    /** Whether both would try the same thing in the same way: only then is what was rolled back not tried again. */
    public boolean triesTheSameAs(RolloutPlan other) {
        return model.equals(other.model)
                && rollout.equals(other.rollout)
                && alarms.equals(other.alarms)
                && server.pod().equals(other.server.pod());
    }
}
