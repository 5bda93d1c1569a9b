package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.AdoptionMode;
import dev.signalbox.operator.plan.Durations;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.retraining.Adopted;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows for retraining from a look: a training that ended has an outcome, an outcome becomes a candidate, a proposal or a
 * message, and what fires starts the next one. One instance for one look.
 */
final class Retraining {
    /* As with rollouts, what is remembered asks for something, and the effects are what the world lacks of it: a training that was
     * remembered and is not there is started, one that is there and not remembered is ended. So it does not matter where between
     * the two an operator was killed. */
    static final int MOST_TRIES_OF_THE_WEBHOOK = 6;

    private static final Duration PAUSE_OF_THE_WEBHOOK = Duration.ofSeconds(5);

    private final RolloutState state;
    private final Observation seen;
    private final @Nullable RetrainingRules rules;
    private final List<Effect> effects = new ArrayList<>();
    private RetrainingState now;

    private Retraining(RolloutState state, Observation seen, RolloutPlan plan) {
        this.state = state;
        this.seen = seen;
        this.rules = plan.retraining();
        this.now = state.retraining();
    }

    /** What is remembered then, and what must become true. */
    record Step(RetrainingState next, List<Effect> effects) {
        Step {
            effects = List.copyOf(effects);
        }
    }

    /** The step after a rollout's move to this state. */
    static Step after(RolloutState state, Observation seen, RolloutPlan plan) {
        Retraining step = new Retraining(state, seen, plan);
        step.keepTheWord();
        step.judge();
        step.end();
        step.decide();
        step.tell();
        step.begin();
        step.carryOut();
        return new Step(step.now, step.effects);
    }

    /* Whoever names another version in the spec takes the adopted one's place. */
    private void keepTheWord() {
        ModelDeploymentSpec spec = seen.facts().document().spec();
        Adopted adopted = now.adopted();
        if (adopted != null && spec != null && seen.acceptance().accepted() && !adopted.holdsFor(spec)) {
            now = now.adopting(null);
            pastOf(adopted)
                    .filter(past -> past.outcome() == Trained.Outcome.Adopted)
                    .ifPresent(past -> now = now.with(past.become(
                            Trained.Outcome.Superseded, "the spec names another version since it was adopted")));
        }
    }

    /* What became of the rollout of what was adopted. */
    private void judge() {
        Adopted adopted = now.adopted();
        Versions.Serving stable = state.versions().stable();
        if (adopted == null || stable == null) {
            return;
        }
        Optional<Trained> past = pastOf(adopted).filter(trained -> trained.outcome() == Trained.Outcome.Adopted);
        if (stable.spec().model().equals(adopted.model())) {
            past.ifPresent(trained -> now = now.with(
                    trained.become(Trained.Outcome.Promoted, "it is the stable version: " + trained.message())));
            return;
        }
        boolean takenBack = state.phase() instanceof RolloutPhase.RolledBack
                && state.versions().refused() != null
                && state.versions().refused().model().equals(adopted.model());
        if (takenBack && state.phase() instanceof RolloutPhase.RolledBack back) {
            ModelArtifact serves = stable.spec().model();
            past.ifPresent(trained -> now = now.with(
                    trained.become(Trained.Outcome.RolledBack, back.why().message())));
            now = now.adopting(Adopted.same(serves, adopted.over()) ? null : new Adopted(serves, adopted.over()));
            announce(
                    Reason.ADOPTION_DROPPED,
                    "version " + adopted.model().version() + " is asked for no more, version " + serves.version()
                            + " stays: " + back.why().message());
        }
    }

    private Optional<Trained> pastOf(Adopted adopted) {
        return now.history().stream()
                .filter(past -> past.training().version().equals(adopted.model().version()))
                .findFirst();
    }

    private void end() {
        Training active = now.active();
        if (active == null) {
            return;
        }
        TrainingFacts facts = seen.facts().trainings().get(active.key());
        if (rules == null) {
            ended(active, new TrainingVerdict(Trained.Outcome.Stopped, "spec.retraining is gone", null, null));
        } else if (facts instanceof TrainingFacts.Ended end) {
            TrainingVerdict.retry(active, end, seen.now())
                    .ifPresentOrElse(
                            next -> again(next, end),
                            () -> ended(active, TrainingVerdict.of(active, end, seen.acceptance())));
        } else if (seen.now().isAfter(active.startedAt().plus(rules.limits().deadline()))) {
            String waits = facts instanceof TrainingFacts.Running running && running.waits() != null
                    ? ", last: " + running.waits()
                    : "";
            ended(
                    active,
                    new TrainingVerdict(
                            Trained.Outcome.DeadlineExceeded,
                            "the deadline of " + Durations.text(rules.limits().deadline()) + " has passed" + waits,
                            null,
                            null));
        }
    }

    private void again(Training next, TrainingFacts.Ended end) {
        now = now.trying(next);
        announce(
                Reason.RETRAINING_STARTED,
                "version " + next.version() + ", try " + next.attempt() + " of " + TrainingVerdict.MOST_TRIES + ": "
                        + TrainingVerdict.words(end));
    }

    private void ended(Training training, TrainingVerdict verdict) {
        Trained trained = new Trained(
                training, seen.now(), verdict.outcome(), verdict.message(), verdict.result(), verdict.logTail(), null);
        now = now.ended(trained, rules == null ? 1 : rules.limits().history());
        announce(
                switch (verdict.outcome()) {
                    case Trained -> Reason.RETRAINED;
                    case NoBetter -> Reason.NO_BETTER_VERSION;
                    case Stopped -> Reason.RETRAINING_STOPPED;
                    default -> Reason.RETRAINING_FAILED;
                },
                "version " + training.version() + ": " + verdict.message());
    }

    /* A result is decided on when no rollout is on: by then it is known whether the version that it came from still serves. */
    private void decide() {
        Trained last = now.last().orElse(null);
        ModelDeploymentSpec spec = seen.facts().document().spec();
        Versions.Serving stable = state.versions().stable();
        if (last == null || last.outcome() != Trained.Outcome.Trained) {
            return;
        }
        if (spec == null || spec.model() == null || stable == null || unrest()) {
            return;
        }
        ModelArtifact base = last.training().base();
        if (!base.equals(stable.spec().model())) {
            now = now.with(last.become(
                    Trained.Outcome.Superseded,
                    "it came from version " + base.version() + ", but version "
                            + stable.spec().model().version() + " serves now; adopt takes it nevertheless"));
            return;
        }
        AdoptionMode mode =
                rules == null ? AdoptionMode.Manual : rules.adoption().mode();
        switch (mode) {
            case Automatic -> {
                Adoption adoption = new Adoption(now, last, spec.model());
                now = adoption.next();
                announce(Reason.ADOPTED, adoption.text());
            }
            case External -> now = now.with(last.telling(new Trained.Telling(0, seen.now())));
            case Manual -> propose(last);
        }
    }

    private void propose(Trained last) {
        now = now.with(last.become(Trained.Outcome.Proposed, "it waits for adopt: " + last.message()));
        announce(
                Reason.ADOPTION_PROPOSED,
                "version " + last.training().version() + " waits for a person: adopt makes it the candidate");
    }

    private boolean unrest() {
        return RetrainingObstacles.unrest(state.with(now)).isPresent();
    }

    /** The result that the webhook is to be told of now. */
    static Optional<Trained> toTell(RetrainingState state, @Nullable RetrainingRules rules, Instant now) {
        return state.last()
                .filter(last -> rules != null && rules.adoption().webhook() != null)
                .filter(last ->
                        last.telling() != null && !now.isBefore(last.telling().nextTry()));
    }

    private void tell() {
        Trained last = now.last().orElse(null);
        Trained.Telling telling = last == null ? null : last.telling();
        if (last == null || telling == null) {
            return;
        }
        if (rules == null || rules.adoption().webhook() == null) {
            propose(last);
            return;
        }
        switch (seen.retraining().hook()) {
            case HookView.NotTold notTold -> {}
            case HookView.Taken taken -> {
                now = now.with(last.become(Trained.Outcome.Told, "the webhook was told: " + last.message()));
                announce(
                        Reason.ADOPTION_TOLD,
                        "the webhook was told of version " + last.training().version());
            }
            case HookView.NotTaken not -> notTaken(last, telling.tries() + 1, not);
        }
    }

    private void notTaken(Trained last, int tries, HookView.NotTaken not) {
        if (not.forGood() || tries >= MOST_TRIES_OF_THE_WEBHOOK) {
            String why = "the webhook did not take it at try " + tries + ": " + not.why();
            now = now.with(last.become(Trained.Outcome.Untold, why));
            announce(Reason.ADOPTION_UNTOLD, "version " + last.training().version() + ": " + why);
        } else {
            Duration pause = PAUSE_OF_THE_WEBHOOK.multipliedBy(1L << (tries - 1));
            now = now.with(last.telling(new Trained.Telling(tries, seen.now().plus(pause))));
        }
    }

    private void begin() {
        if (rules == null) {
            now = now.scheduledUpTo((Instant) null);
            return;
        }
        RetrainingStart start = new RetrainingStart(state.with(now), seen, rules);
        boolean scheduleIsNew = (rules.triggers().schedule() == null) != (now.scheduledUpTo() == null);
        if (scheduleIsNew) {
            now = start.upToNow(now);
            return;
        }
        start.trigger()
                .filter(trigger -> new RetrainingObstacles(state.with(now), seen, rules)
                        .forATrigger()
                        .isEmpty())
                .flatMap(start::training)
                .ifPresent(training -> {
                    now = start.upToNow(now).starting(training);
                    announce(Reason.RETRAINING_STARTED, RetrainingStart.text(training));
                });
    }

    private void carryOut() {
        Training active = now.active();
        var trainings = seen.facts().trainings();
        if (active != null && rules != null && !trainings.containsKey(active.key())) {
            boolean due = active.notBefore() == null || !seen.now().isBefore(active.notBefore());
            if (due) {
                effects.add(new Effect.StartTraining(new TrainingOrder(
                        active, rules.trainer(), rules.limits().deadline())));
            }
        }
        trainings.forEach((key, facts) -> {
            boolean on = active != null && key.equals(active.key());
            boolean remembered = now.history().stream()
                            .anyMatch(past -> past.training().version().equals(key.version()))
                    || (active != null && active.version().equals(key.version()));
            if (!on && (facts instanceof TrainingFacts.Running || !remembered)) {
                effects.add(new Effect.StopTraining(key));
            }
        });
    }

    private void announce(Reason reason, String message) {
        effects.add(new Effect.Announce(reason, new Explanation(reason, message).message()));
    }
}
