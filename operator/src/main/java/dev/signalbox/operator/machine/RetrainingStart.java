package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingTrigger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What starts a training, and which one. */
record RetrainingStart(RolloutState state, Observation seen, RetrainingRules rules) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern STAMPED = Pattern.compile("-[0-9]{14}$");
    private static final int LONGEST_NAME = 25;

    /** The trigger that fires now without a person, whether or not something keeps it. */
    Optional<TrainingTrigger> trigger() {
        return signal().or(this::schedule);
    }

    private Optional<TrainingTrigger> signal() {
        List<String> fired = fired();
        return fired.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrainingTrigger(TrainingTrigger.Kind.Signal, String.join("; ", fired)));
    }

    /* What the monitor fires by a limit of its own is not what the spec asks for. */
    private List<String> fired() {
        RetrainingRules.Signals signals = rules.triggers().signals();
        Versions.Serving stable = state.versions().stable();
        if (signals == null
                || stable == null
                || !(seen.retraining().decay() instanceof DecayView.Says says)
                || !says.version().equals(stable.spec().model().version())) {
            return List.of();
        }
        return says.kinds().stream()
                .filter(kind -> kind.fired() && !kind.advisory() && signals.has(kind.kind()))
                .map(RetrainingStart::text)
                .toList();
    }

    /** One kind of decay in words. */
    static String text(DecayView.Kind kind) {
        return kind.kind()
                + (kind.feature() == null ? "" : " of " + kind.feature())
                + String.format(Locale.ROOT, " is %.3g", kind.value())
                + (kind.threshold() == null
                        ? ""
                        : String.format(Locale.ROOT, ", %s %.3g", side(kind), kind.threshold()))
                + (kind.n() > 0 ? " (n=" + kind.n() + ")" : "");
    }

    /* Of some kinds much is bad, of others little. */
    private static String side(DecayView.Kind kind) {
        Double limit = kind.threshold();
        if (!kind.fired() || limit == null) {
            return "limit";
        }
        return kind.value() < limit ? "below" : "above";
    }

    private Optional<TrainingTrigger> schedule() {
        RetrainingRules.Schedule schedule = rules.triggers().schedule();
        Instant done = state.retraining().scheduledUpTo();
        return schedule == null || done == null
                ? Optional.empty()
                : schedule.last(seen.now())
                        .filter(point -> point.isAfter(done))
                        .map(point -> new TrainingTrigger(
                                TrainingTrigger.Kind.Schedule, "it was due at " + RetrainingObstacles.text(point)));
    }

    /** The schedule's points up to now are done with; one that is new begins now. */
    RetrainingState upToNow(RetrainingState now) {
        RetrainingRules.Schedule schedule = rules.triggers().schedule();
        return now.scheduledUpTo(
                schedule == null ? null : schedule.last(seen.now()).orElse(seen.now()));
    }

    /** The training that this trigger starts; empty where a version of that name was made within this second. */
    Optional<Training> training(TrainingTrigger trigger) {
        Versions.Serving stable = state.versions().stable();
        if (stable == null) {
            return Optional.empty();
        }
        ModelArtifact base = stable.spec().model();
        ModelVersion next = next(base);
        boolean taken = state.retraining().history().stream()
                .anyMatch(past -> past.training().version().equals(next));
        return taken
                ? Optional.empty()
                : Optional.of(new Training(
                        next, base, trigger, seen.now().minus(rules.limits().window()), seen.now(), 1, null));
    }

    /* What it came from, and when it was made: no two of a deployment are called the same. */
    private ModelVersion next(ModelArtifact base) {
        String name = STAMPED.matcher(base.version().id()).replaceFirst("");
        String cut = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        return new ModelVersion(cut + "-" + STAMP.format(seen.now()));
    }

    /** What was started, in words. */
    static String text(Training training) {
        return "version " + training.version() + " is made of version "
                + training.base().version() + " and the records since " + RetrainingObstacles.text(training.from())
                + ": " + training.trigger().cause();
    }
}
