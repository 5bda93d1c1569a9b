package dev.signalbox.operator.machine;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.Strategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the monitor is to be asked about a candidate that has a share of the requests, and by which alarms it judges. */
public record Question(
        DeploymentName deployment,
        ModelVersion candidate,
        ModelVersion stable,
        Instant since,
        List<AlarmRule> alarms,
        Stage stage) {
    /** Which requests it is judged by. */
    public sealed interface Stage {
        /** Those that it answers; with {@code split} the monitor checks that it gets its share of them. */
        record Live(@Nullable Split split) implements Stage {}

        /** Copies of those that stable answers. */
        record Shadow() implements Stage {}
    }

    /** The share that every router gives the candidate, since when. */
    public record Split(Weight weight, Instant since) {}

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
                        stage(state.phase().underlying(), plan)));
    }

    private static Stage stage(RolloutPhase phase, RolloutPlan plan) {
        return phase instanceof RolloutPhase.Shadowing ? new Stage.Shadow() : new Stage.Live(split(phase, plan));
    }

    /* Only a split by chance can be checked: users who stick to a version are of unequal size, and testers who ask for one by name
     * come on top of its share. */
    private static @Nullable Split split(RolloutPhase phase, RolloutPlan plan) {
        boolean byChance = plan.routing().stickyBy() == null && plan.routing().overrideHeader() == null;
        return byChance && phase instanceof RolloutPhase.Canary canary && canary.acknowledgedAt() != null
                ? new Split(plan.rollout().canary().step(canary.step()).weight(), canary.acknowledgedAt())
                : null;
    }
}
