package dev.signalbox.operator.machine;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.Strategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the monitor is to be asked about a candidate that has a share of the requests, and by which alarms it judges. */
public record Question(
        DeploymentName deployment,
        ModelVersion candidate,
        ModelVersion stable,
        Instant since,
        List<AlarmRule> alarms,
        Stage stage) {
    /** Which requests it is judged by. */
    public enum Stage {
        /** Those that it answers. */
        Live,
        /** Copies of those that stable answers. */
        Shadow
    }

    /** The question of a state, if it has one. */
    public static Optional<Question> of(RolloutState state, DeploymentName name, Acceptance acceptance) {
        Versions.Serving stable = state.versions().stable();
        Versions.Candidate candidate = state.versions().candidate();
        RolloutPlan plan = acceptance.plan();
        if (stable == null
                || candidate == null
                || plan == null
                || plan.rollout().strategy() == Strategy.Immediate) {
            return Optional.empty();
        }
        Instant since = candidate.servingSince();
        boolean judged = state.phase().underlying() instanceof RolloutPhase.Shadowing
                || state.phase().underlying() instanceof RolloutPhase.Canary
                || state.phase().underlying() instanceof RolloutPhase.Cutover
                || state.phase().underlying() instanceof RolloutPhase.Promoting;
        return since == null || !judged
                ? Optional.empty()
                : Optional.of(new Question(
                        name,
                        candidate.spec().model().version(),
                        stable.spec().model().version(),
                        since,
                        plan.alarms(),
                        state.phase().underlying() instanceof RolloutPhase.Shadowing ? Stage.Shadow : Stage.Live));
    }
}
