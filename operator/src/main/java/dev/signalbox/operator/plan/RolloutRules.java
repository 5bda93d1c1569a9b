package dev.signalbox.operator.plan;

import java.util.List;

/** How a candidate gets to serve. */
public record RolloutRules(
        Strategy strategy, ShadowRules shadow, CanaryRules canary, BlueGreenRules blueGreen, Gates gates) {
    /** What holds where a spec says nothing. */
    public static final RolloutRules DEFAULT = new RolloutRules(
            Strategy.Canary, ShadowRules.DEFAULT, CanaryRules.DEFAULT, BlueGreenRules.DEFAULT, Gates.DEFAULT);

    /** The steps of the ramp. */
    public List<CanaryStep> steps() {
        return canary.steps();
    }

    /** Whether a person has to let a candidate through every gate. */
    public boolean manual() {
        return gates.approval() == Approval.Manual;
    }
}
