package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.Trained;
import java.time.Instant;
import java.util.Optional;

/** What is to be asked of others for retraining, before a decision. */
public record RetrainingQuestion(RolloutState state, Acceptance acceptance) {
    /** The rules that hold; empty where there are none. */
    public Optional<RetrainingRules> rules() {
        return Optional.ofNullable(acceptance.plan()).flatMap(plan -> Optional.ofNullable(plan.retraining()));
    }

    /** The limits of decay, where it matters now whether the stable version is within them. */
    public Optional<RetrainingRules.Signals> decay() {
        boolean matters = state.retraining().active() == null
                && RetrainingObstacles.unrest(state).isEmpty();
        return rules().filter(rules -> matters)
                .flatMap(rules -> Optional.ofNullable(rules.triggers().signals()));
    }

    /** The result that a webhook is to be told of now. */
    public Optional<Trained> toTell(Instant now) {
        return Retraining.toTell(state.retraining(), rules().orElse(null), now);
    }
}
