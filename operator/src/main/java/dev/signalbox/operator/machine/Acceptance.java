package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.PlanResult;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.retraining.Adopted;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the spec is carried out. Where it is refused, the last accepted plan goes on, a rollout under way included: what
 * was asked for soundly is not stopped by a slip of the pen.
 *
 * @param spec what is carried out: the user's, in which an adopted version may stand for the one that it names
 */
public record Acceptance(
        @Nullable RolloutPlan plan,
        Explanation why,
        @Nullable ModelDeploymentSpec spec) {
    /** Judges the spec by itself and against the versions that are in use. */
    public static Acceptance of(RolloutState state, DeploymentFacts.Document document) {
        PlanResult last = state.accepted() == null ? null : RolloutPlan.of(state.accepted());
        RolloutPlan lastPlan = last == null ? null : last.plan();
        if (!document.unreadable().isEmpty()) {
            return refused(state, lastPlan, Reason.INVALID_SPEC, document.unreadable());
        }
        ModelDeploymentSpec spec = spec(state, document);
        PlanResult asked = RolloutPlan.of(spec);
        RolloutPlan plan = asked.plan();
        if (plan == null) {
            return refused(state, lastPlan, Reason.INVALID_SPEC, asked.problems());
        }
        Optional<Problem> changed = changedArtifact(state.versions(), plan.model());
        return changed.map(problem -> refused(state, lastPlan, Reason.VERSION_CHANGED, List.of(problem)))
                .orElseGet(
                        () -> new Acceptance(plan, new Explanation(Reason.ACCEPTED, "the spec is carried out"), spec));
    }

    /** Whether the spec itself is carried out, not an older one. */
    public boolean accepted() {
        return why.reason() == Reason.ACCEPTED;
    }

    private static @Nullable ModelDeploymentSpec spec(RolloutState state, DeploymentFacts.Document document) {
        ModelDeploymentSpec asked = document.spec();
        Adopted adopted = state.retraining().adopted();
        return asked == null || adopted == null ? asked : adopted.in(asked);
    }

    private static Acceptance refused(
            RolloutState state, @Nullable RolloutPlan last, Reason reason, List<Problem> problems) {
        String text = String.join("; ", problems.stream().map(Problem::message).toList());
        return new Acceptance(last, new Explanation(reason, text), state.accepted());
    }

    private static Optional<Problem> changedArtifact(Versions versions, ModelArtifact asked) {
        return Stream.concat(versions.all(), Stream.ofNullable(versions.refused()))
                .map(VersionSpec::model)
                .filter(used -> used.version().equals(asked.version()) && !used.equals(asked))
                .findFirst()
                .map(used -> {
                    boolean uri = !used.uri().equals(asked.uri());
                    String field = uri ? "spec.model.uri" : "spec.model.sha256";
                    String value = uri ? asked.uri() : String.valueOf(asked.sha256());
                    String before = uri ? used.uri() : String.valueOf(used.sha256());
                    return new Problem(
                            field,
                            field + " must stay the same for version " + used.version() + ", but is " + value
                                    + " after " + before + ": a version never changes, name a new one");
                });
    }
}
