package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said to people about retraining. */
record RetrainingOutlook(RolloutState state, Observation seen) {
    /** What happens, or comes next; null where there is nothing of it. */
    @Nullable
    String message() {
        RetrainingRules rules = rules().orElse(null);
        RetrainingState now = state.retraining();
        if (now.active() != null) {
            return running(now.active());
        }
        Optional<String> last = now.last()
                .map(trained -> "version " + trained.training().version() + ": " + trained.outcome() + ", "
                        + trained.message());
        if (rules == null) {
            return last.orElse(null);
        }
        RetrainingStart start = new RetrainingStart(state, seen, rules);
        List<String> obstacles = new RetrainingObstacles(state, seen, rules).forATrigger();
        Optional<String> kept = obstacles.isEmpty()
                ? Optional.empty()
                : start.trigger().map(trigger -> trigger.kind() + " fires, kept by: " + String.join("; ", obstacles));
        return kept.or(() -> last).orElse("nothing was trained yet");
    }

    private String running(Training active) {
        String waits = seen.facts().trainings().get(active.key()) instanceof TrainingFacts.Running running
                        && running.waits() != null
                ? "; it waits: " + running.waits()
                : "";
        return RetrainingStart.text(active) + (active.attempt() == 1 ? "" : ", try " + active.attempt()) + waits;
    }

    /** The condition's reason and words; empty where nothing is, or was, trained. */
    Optional<Explanation> condition() {
        RetrainingState now = state.retraining();
        String message = message();
        boolean nothing = rules().isEmpty() && now.equals(RetrainingState.NONE);
        return nothing || message == null ? Optional.empty() : Optional.of(new Explanation(reason(now), message));
    }

    private static Reason reason(RetrainingState now) {
        if (now.active() != null) {
            return Reason.RETRAINING_STARTED;
        }
        return switch (now.last().map(Trained::outcome).orElse(Trained.Outcome.Stopped)) {
            case Trained, Telling -> Reason.RETRAINED;
            case Proposed -> Reason.ADOPTION_PROPOSED;
            case Told -> Reason.ADOPTION_TOLD;
            case Untold -> Reason.ADOPTION_UNTOLD;
            case Adopted, Promoted -> Reason.ADOPTED;
            case RolledBack, Superseded -> Reason.ADOPTION_DROPPED;
            case NoBetter -> Reason.NO_BETTER_VERSION;
            case Failed, DeadlineExceeded -> Reason.RETRAINING_FAILED;
            case Stopped -> Reason.RETRAINING_STOPPED;
        };
    }

    private Optional<RetrainingRules> rules() {
        return Optional.ofNullable(seen.acceptance().plan()).map(RolloutPlan::retraining);
    }
}
