package dev.signalbox.operator.plan;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Either a plan, or at least one problem. */
public record PlanResult(@Nullable RolloutPlan plan, List<Problem> problems) {
    public PlanResult {
        problems = List.copyOf(problems);
        if ((plan == null) == problems.isEmpty()) {
            throw new IllegalArgumentException("a spec gives either a plan or problems");
        }
    }

    /** The plan, if the spec is sound. */
    public Optional<RolloutPlan> accepted() {
        return Optional.ofNullable(plan);
    }
}
