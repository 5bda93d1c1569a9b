package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.RetrainingView;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Trainings in virtual time: each takes some seconds and ends as the plot says. */
final class SimulatedTrainings {
    private static final int SECONDS = 6;

    /** How trainings end. */
    enum Ending {
        WELL,
        NO_BETTER,
        FAILED,
        AWAY_TWICE,
        NEVER
    }

    private record Run(TrainingOrder order, Instant begun) {}

    private final Map<TrainingKey, Run> runs = new HashMap<>();
    Ending ending = Ending.WELL;
    boolean decayed;
    int hookRefusals;

    /** Every start of something that was not there, as {@code version.attempt}. */
    final List<String> begun = new ArrayList<>();

    /** Starts one that is not there; says why that must not be, or nothing. */
    String start(TrainingOrder order, Instant now) {
        TrainingKey key = order.training().key();
        if (runs.containsKey(key)) {
            return "";
        }
        Predicate<Run> runs = run -> ended(run, now) == null;
        if (this.runs.values().stream().anyMatch(runs)) {
            return "training " + key + " is started while another one runs";
        }
        if (begun.contains(key.toString())) {
            return "training " + key + " is started a second time";
        }
        begun.add(key.toString());
        this.runs.put(key, new Run(order, now));
        return "";
    }

    void stop(TrainingKey key) {
        runs.remove(key);
    }

    Map<TrainingKey, TrainingFacts> facts(Instant now) {
        Map<TrainingKey, TrainingFacts> facts = new HashMap<>();
        runs.forEach((key, run) -> {
            TrainingFacts.Ended ended = ended(run, now);
            facts.put(key, ended == null ? new TrainingFacts.Running(null) : ended);
        });
        return facts;
    }

    private TrainingFacts.Ended ended(Run run, Instant now) {
        if (ending == Ending.NEVER || now.isBefore(run.begun().plusSeconds(SECONDS))) {
            return null;
        }
        boolean away = ending == Ending.AWAY_TWICE && run.order().training().attempt() < 3;
        return switch (ending) {
            case NO_BETTER -> new TrainingFacts.Ended(4, result(run, null), null);
            case FAILED -> new TrainingFacts.Ended(2, null, "too few rows");
            case AWAY_TWICE ->
                away
                        ? new TrainingFacts.Ended(3, null, "the export is away")
                        : new TrainingFacts.Ended(0, result(run, "s3://models/new"), null);
            default -> new TrainingFacts.Ended(0, result(run, "s3://models/new"), null);
        };
    }

    private static TrainingResult result(Run run, String uri) {
        return new TrainingResult(
                run.order().training().version(),
                uri,
                null,
                true,
                1_000,
                new TrainingResult.Figures(0.5, 0.8, 250),
                uri == null ? "no better" : "better");
    }

    /** What the monitor and the webhook say. */
    RetrainingView view(RolloutState state, Acceptance acceptance, Instant now) {
        RetrainingQuestion question = new RetrainingQuestion(state, acceptance);
        DecayView decay =
                question.decay().<DecayView>map(limits -> decay(state)).orElseGet(DecayView.NotAsked::new);
        HookView hook = question.toTell(now).<HookView>map(trained -> hook()).orElseGet(HookView.NotTold::new);
        return new RetrainingView(decay, hook, null);
    }

    /* The version that was trained has not decayed. */
    private DecayView decay(RolloutState state) {
        ModelVersion stable = state.versions().stable().spec().model().version();
        boolean fired = decayed && !stable.id().contains("-");
        return new DecayView.Says(
                stable, List.of(new DecayView.Kind("drift", fired, false, fired ? 0.5 : 0.01, 0.2, 1_000, "age")));
    }

    private HookView hook() {
        if (hookRefusals > 0) {
            hookRefusals--;
            return new HookView.NotTaken("it answered 503", false);
        }
        return new HookView.Taken();
    }
}
