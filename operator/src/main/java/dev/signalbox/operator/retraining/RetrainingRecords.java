package dev.signalbox.operator.retraining;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.RetrainingStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what is remembered of retraining as a part of a status, and reads it back. */
public final class RetrainingRecords {
    private static final String FIELD = "status.retraining";

    private RetrainingRecords() {}

    /** As a part of a status; null where there is nothing to say. */
    public static @Nullable RetrainingStatus write(RetrainingState state, @Nullable String message) {
        if (state.equals(RetrainingState.NONE) && message == null) {
            return null;
        }
        Training active = state.active();
        Adopted adopted = state.adopted();
        return new RetrainingStatus(
                message,
                active == null ? null : training(active),
                adopted == null ? null : new RetrainingStatus.Adopted(artifact(adopted.model()), over(adopted.over())),
                orNull(state.history().stream().map(RetrainingRecords::past).toList()),
                orNull(state.starts().stream().map(Instant::toString).toList()),
                text(state.scheduledUpTo()));
    }

    private static RetrainingStatus.Active training(Training training) {
        return new RetrainingStatus.Active(
                training.version().id(),
                artifact(training.base()),
                training.trigger().kind().name(),
                training.trigger().cause(),
                training.from().toString(),
                training.startedAt().toString(),
                training.attempt(),
                text(training.notBefore()));
    }

    private static RetrainingStatus.Artifact artifact(ModelArtifact model) {
        return new RetrainingStatus.Artifact(model.version().id(), model.uri(), model.sha256());
    }

    private static RetrainingStatus.Artifact over(ModelDeploymentSpec.Model model) {
        return new RetrainingStatus.Artifact(model.version(), model.uri(), model.sha256());
    }

    private static RetrainingStatus.Past past(Trained trained) {
        Trained.Telling telling = trained.telling();
        return new RetrainingStatus.Past(
                training(trained.training()),
                trained.endedAt().toString(),
                trained.outcome().name(),
                trained.message(),
                trained.result() == null ? null : report(trained.result()),
                trained.logTail(),
                telling == null ? null : telling.tries(),
                telling == null ? null : telling.nextTry().toString());
    }

    private static RetrainingStatus.Report report(TrainingResult result) {
        TrainingResult.Figures figures = result.figures();
        return new RetrainingStatus.Report(
                result.uri(),
                result.sha256(),
                result.baseline(),
                result.rows(),
                figures == null ? null : figures.stable(),
                figures == null ? null : figures.candidate(),
                figures == null ? null : figures.heldOut(),
                result.summary());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /** What {@link #write} wrote; a part that makes no sense is an IllegalArgumentException. */
    public static RetrainingState read(@Nullable RetrainingStatus status) {
        if (status == null) {
            return RetrainingState.NONE;
        }
        return new RetrainingState(
                status.active() == null ? null : training(FIELD + ".active", status.active()),
                orEmpty(status.history()).stream()
                        .map(RetrainingRecords::trained)
                        .toList(),
                status.adopted() == null ? null : adopted(status.adopted()),
                orEmpty(status.starts()).stream()
                        .map(start -> instant(FIELD + ".starts", start))
                        .toList(),
                instantOrNull(FIELD + ".scheduledUpTo", status.scheduledUpTo()));
    }

    private static Training training(String field, RetrainingStatus.Active active) {
        return new Training(
                version(field + ".version", active.version()),
                artifact(field + ".base", Require.present(field + ".base", active.base())),
                new TrainingTrigger(
                        TrainingTrigger.Kind.valueOf(Require.present(field + ".trigger", active.trigger())),
                        Require.present(field + ".cause", active.cause())),
                instant(field + ".from", active.from()),
                instant(field + ".startedAt", active.startedAt()),
                Require.present(field + ".attempt", active.attempt()),
                instantOrNull(field + ".notBefore", active.notBefore()));
    }

    private static Trained trained(RetrainingStatus.Past past) {
        String field = FIELD + ".history";
        Training training = training(field + ".training", Require.present(field + ".training", past.training()));
        Trained.Telling telling = past.tries() == null
                ? null
                : new Trained.Telling(past.tries(), instant(field + ".nextTry", past.nextTry()));
        return new Trained(
                training,
                instant(field + ".endedAt", past.endedAt()),
                Trained.Outcome.valueOf(Require.present(field + ".outcome", past.outcome())),
                past.message() == null ? "" : past.message(),
                past.report() == null ? null : result(training.version(), past.report()),
                past.logTail(),
                telling);
    }

    private static TrainingResult result(ModelVersion version, RetrainingStatus.Report report) {
        boolean judged = report.stableAccuracy() != null && report.candidateAccuracy() != null;
        return new TrainingResult(
                version,
                report.uri(),
                report.sha256(),
                Boolean.TRUE.equals(report.baseline()),
                report.rows() == null ? 0 : report.rows(),
                judged
                        ? new TrainingResult.Figures(
                                Require.present(FIELD + ".history.report.stableAccuracy", report.stableAccuracy()),
                                Require.present(
                                        FIELD + ".history.report.candidateAccuracy", report.candidateAccuracy()),
                                report.heldOut() == null ? 0 : report.heldOut())
                        : null,
                report.summary() == null ? "" : report.summary());
    }

    private static Adopted adopted(RetrainingStatus.Adopted adopted) {
        String field = FIELD + ".adopted";
        RetrainingStatus.Artifact over = Require.present(field + ".over", adopted.over());
        return new Adopted(
                artifact(field + ".model", Require.present(field + ".model", adopted.model())),
                new ModelDeploymentSpec.Model(over.version(), over.uri(), over.sha256()));
    }

    private static ModelArtifact artifact(String field, RetrainingStatus.Artifact artifact) {
        return new ModelArtifact(
                version(field + ".version", artifact.version()),
                Require.present(field + ".uri", artifact.uri()),
                artifact.sha256());
    }

    private static ModelVersion version(String field, @Nullable String version) {
        return new ModelVersion(Require.present(field, version));
    }

    private static Instant instant(String field, @Nullable String text) {
        return Require.present(field, instantOrNull(field, text));
    }

    private static @Nullable Instant instantOrNull(String field, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(field + " must be a time in ISO 8601, got \"" + text + "\"", e);
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
