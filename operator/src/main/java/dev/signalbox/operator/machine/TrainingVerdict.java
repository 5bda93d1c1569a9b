package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingResult;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the end of a training means. */
record TrainingVerdict(
        Trained.Outcome outcome,
        String message,
        @Nullable TrainingResult result,
        @Nullable String logTail) {
    /** How often a training is tried where what it needs was away, or where it was killed. */
    static final int MOST_TRIES = 3;

    private static final int AWAY = 3;
    private static final int NO_BETTER = 4;
    private static final int KILLED = 128;
    private static final Duration PAUSE = Duration.ofSeconds(15);

    /** The next try, where another one may help and there is one left. */
    static Optional<Training> retry(Training training, TrainingFacts.Ended end, Instant now) {
        Integer code = end.exitCode();
        boolean mayHelp = code == null ? end.result() == null : code == AWAY || code > KILLED;
        return mayHelp && training.attempt() < MOST_TRIES
                ? Optional.of(training.again(now.plus(PAUSE.multipliedBy(training.attempt()))))
                : Optional.empty();
    }

    /** What became of it. */
    static TrainingVerdict of(Training training, TrainingFacts.Ended end, Acceptance acceptance) {
        TrainingResult result = end.result();
        Integer code = end.exitCode();
        boolean well = code == null || code == 0;
        if (result != null && result.uri() == null && (code == null || code == NO_BETTER)) {
            return new TrainingVerdict(Trained.Outcome.NoBetter, result.summary(), named(training, result), null);
        }
        if (code != null && code == NO_BETTER) {
            return new TrainingVerdict(Trained.Outcome.NoBetter, "it is no better", null, null);
        }
        if (!well) {
            return failed(words(end), end);
        }
        if (result == null) {
            return failed("it ended well and wrote no report that can be read", end);
        }
        if (result.uri() == null) {
            return failed("it ended well and its report names no uri", end);
        }
        return wrong(training, result, acceptance)
                .map(why -> failed(why, end))
                .orElseGet(() ->
                        new TrainingVerdict(Trained.Outcome.Trained, result.summary(), named(training, result), null));
    }

    /** How it ended, in words. */
    static String words(TrainingFacts.Ended end) {
        String last = end.lastWords() == null
                ? ""
                : end.lastWords().lines().reduce("", (before, line) -> line.isBlank() ? before : line);
        String how = end.exitCode() == null ? "nobody saw how it ended" : "exit status " + end.exitCode();
        return last.isEmpty() ? how : last + " (" + how + ")";
    }

    private static TrainingVerdict failed(String why, TrainingFacts.Ended end) {
        return new TrainingVerdict(Trained.Outcome.Failed, why, null, end.lastWords());
    }

    private static TrainingResult named(Training training, TrainingResult result) {
        return new TrainingResult(
                training.version(),
                result.uri(),
                result.sha256(),
                result.baseline(),
                result.rows(),
                result.figures(),
                result.summary());
    }

    /* What a trainer of somebody else's reports must be what the spec itself could ask for. */
    private static Optional<String> wrong(Training training, TrainingResult result, Acceptance acceptance) {
        if (result.version() != null && !result.version().equals(training.version())) {
            return Optional.of("its report is of version " + result.version() + ", not of " + training.version());
        }
        ModelDeploymentSpec spec = acceptance.spec();
        if (spec == null) {
            return Optional.empty();
        }
        var model = new ModelDeploymentSpec.Model(training.version().id(), result.uri(), result.sha256());
        List<Problem> problems = RolloutPlan.of(spec.withModel(model)).problems();
        return problems.stream().findFirst().map(problem -> "its report can not be used: " + problem.message());
    }
}
