package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import java.time.Duration;
import java.util.List;

/** The ramp, and how many instances the candidate has on it. */
public record CanaryRules(List<CanaryStep> steps, CandidateReplicas replicas) {
    /** How long a step lasts where a spec does not say. */
    public static final Duration STEP_DURATION = Duration.ofMinutes(5);

    /** What holds where a spec says nothing. */
    public static final CanaryRules DEFAULT =
            new CanaryRules(List.of(step(5), step(25), step(50)), CandidateReplicas.Full);

    public CanaryRules {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("spec.rollout.canary.steps must name at least one step");
        }
    }

    /** The step of a number from 0; the last one where the ramp has become shorter meanwhile. */
    public CanaryStep step(long number) {
        return steps.get((int) Math.min(number, steps.size() - 1));
    }

    private static CanaryStep step(int percent) {
        return new CanaryStep(Weight.ofPercent(percent), STEP_DURATION);
    }
}
