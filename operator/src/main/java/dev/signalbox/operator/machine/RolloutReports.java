package dev.signalbox.operator.machine;

import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.operator.plan.CanaryStep;
import dev.signalbox.operator.plan.RolloutPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a decision as a report for the monitor. */
public final class RolloutReports {
    private RolloutReports() {}

    /** What is to be told after a decision. */
    public static RolloutReport of(Observation seen, Decision decision) {
        RolloutState state = decision.next();
        Versions.Serving stable = state.versions().stable();
        return new RolloutReport(
                RolloutReport.VERSION,
                seen.facts().name(),
                seen.now(),
                state.phase().name(),
                state.phase().since(),
                stable == null ? null : stable.spec().model().version(),
                candidate(seen, state),
                decision.why().reason().word(),
                decision.why().message(),
                state.route().revision());
    }

    private static RolloutReport.@Nullable Candidate candidate(Observation seen, RolloutState state) {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null) {
            return null;
        }
        RolloutPhase phase = state.phase().underlying();
        return new RolloutReport.Candidate(
                candidate.spec().model().version(),
                new Routing(state, seen).share(),
                phase instanceof RolloutPhase.Canary canary ? canary.step() + 1 : null,
                steps(seen.acceptance().plan()),
                candidate.startedAt(),
                candidate.servingSince());
    }

    private static List<Weight> steps(@Nullable RolloutPlan plan) {
        return plan == null
                ? List.of()
                : plan.rollout().steps().stream().map(CanaryStep::weight).toList();
    }
}
