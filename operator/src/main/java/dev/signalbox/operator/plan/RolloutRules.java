package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import java.time.Duration;
import java.util.List;

/** How a candidate gets to serve. */
public record RolloutRules(Strategy strategy, List<CanaryStep> steps, Duration deadline, OnDeadline onDeadline) {
    /** What holds where a spec says nothing. */
    public static final RolloutRules DEFAULT = new RolloutRules(
            Strategy.Canary, List.of(step(5), step(25), step(50)), Duration.ofHours(2), OnDeadline.Hold);

    /** How long a step lasts where a spec does not say. */
    public static final Duration STEP_DURATION = Duration.ofMinutes(5);

    public RolloutRules {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("spec.rollout.canary.steps must name at least one step");
        }
    }

    private static CanaryStep step(int percent) {
        return new CanaryStep(Weight.ofPercent(percent), Duration.ofMinutes(5));
    }
}
