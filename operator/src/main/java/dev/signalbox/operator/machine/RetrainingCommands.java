package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.Durations;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingTrigger;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a person's {@code retrain} and {@code adopt} do, or why they do nothing. */
record RetrainingCommands(Situation seen) {
    private static final Set<Trained.Outcome> OPEN = EnumSet.of(
            Trained.Outcome.Trained,
            Trained.Outcome.Proposed,
            Trained.Outcome.Telling,
            Trained.Outcome.Told,
            Trained.Outcome.Untold,
            Trained.Outcome.RolledBack,
            Trained.Outcome.Superseded);

    Commands.Answer retrain(boolean dryRun) {
        RetrainingRules rules = seen.plan().retraining();
        if (rules == null) {
            return no("spec.retraining is not given");
        }
        List<String> obstacles = new RetrainingObstacles(seen.state(), seen.observation(), rules).forAPerson();
        RetrainingStart start = new RetrainingStart(seen.state(), seen.observation(), rules);
        Optional<Training> training =
                start.training(new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"));
        if (dryRun) {
            return new Commands.Answer.Noted(true, dryRun(rules, obstacles, training));
        }
        if (!obstacles.isEmpty()) {
            return no(String.join("; ", obstacles));
        }
        if (training.isEmpty()) {
            return no("a version was made within this second");
        }
        String text = RetrainingStart.text(training.get());
        RetrainingState next = start.upToNow(seen.state().retraining()).starting(training.get());
        return new Commands.Answer.Begun(next, new Effect.Announce(Reason.RETRAINING_STARTED, text), text);
    }

    private String dryRun(RetrainingRules rules, List<String> obstacles, Optional<Training> training) {
        String would = training.map(t -> "would make version " + t.version() + " of version "
                        + t.base().version() + " and the records since " + RetrainingObstacles.text(t.from())
                        + ", within "
                        + Durations.text(rules.limits().deadline())
                        + ", with adoption " + rules.adoption().mode())
                .orElse("would make a version");
        String keeps = obstacles.isEmpty() ? "" : "; now it would not: " + String.join("; ", obstacles);
        return would + keeps + "; " + triggers(rules);
    }

    private String triggers(RetrainingRules rules) {
        List<String> obstacles = new RetrainingObstacles(seen.state(), seen.observation(), rules).forATrigger();
        String kept = obstacles.isEmpty() ? "" : ", kept by: " + String.join("; ", obstacles);
        String decay = switch (seen.observation().retraining().decay()) {
            case DecayView.NotAsked notAsked -> "no signal is asked for";
            case DecayView.Away away -> "the monitor does not tell of decay: " + away.why();
            case DecayView.Says says ->
                "decay: "
                        + (says.kinds().isEmpty()
                                ? "nothing is known"
                                : String.join(
                                        ", ",
                                        says.kinds().stream()
                                                .map(RetrainingStart::text)
                                                .toList()));
        };
        return decay
                + new RetrainingStart(seen.state(), seen.observation(), rules)
                        .trigger()
                        .map(trigger -> "; " + trigger.kind() + " fires" + kept)
                        .orElse("; nothing fires by itself");
    }

    Commands.Answer adopt() {
        RolloutState state = seen.state();
        ModelDeploymentSpec spec = seen.observation().facts().document().spec();
        Optional<Trained> open = state.retraining().history().stream()
                .filter(past -> past.artifact() != null && OPEN.contains(past.outcome()))
                .findFirst();
        if (open.isEmpty()) {
            return no("no version that was trained waits for it");
        }
        if (spec == null || spec.model() == null) {
            return no("the spec cannot be read");
        }
        Optional<String> unrest = RetrainingObstacles.unrest(state);
        if (unrest.isPresent()) {
            return no(unrest.get());
        }
        Adoption adoption = new Adoption(state.retraining(), open.get(), spec.model());
        return new Commands.Answer.Begun(
                adoption.next(), new Effect.Announce(Reason.ADOPTED, adoption.text()), adoption.text());
    }

    Commands.Answer drop() {
        RetrainingState now = seen.state().retraining();
        if (now.adopted() == null) {
            return no("nothing stands in the place of spec.model");
        }
        String version = now.adopted().model().version().id();
        RetrainingState next = now.history().stream()
                .filter(past ->
                        past.training().version().id().equals(version) && past.outcome() == Trained.Outcome.Adopted)
                .findFirst()
                .map(past -> now.with(past.become(Trained.Outcome.Superseded, "a person dropped it")))
                .orElse(now)
                .adopting(null);
        String text = "version " + version + " is asked for no more: what spec.model says holds again";
        return new Commands.Answer.Begun(next, new Effect.Announce(Reason.ADOPTION_DROPPED, text), text);
    }

    private static Commands.Answer no(String why) {
        return new Commands.Answer.Noted(false, why);
    }
}
