package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How retraining stands: what runs, what was adopted, what became of the last ones. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetrainingStatus(
        @JsonPropertyDescription("What happens, or comes next, in one line.") @Nullable
        String message,

        @JsonPropertyDescription("The training that runs.") @Nullable
        Active active,

        @JsonPropertyDescription("The version that stands for spec.model, as long as that says what it said then.")
        @Nullable
        Adopted adopted,

        @JsonPropertyDescription("The trainings of the past, newest first.") @Nullable
        List<Past> history,

        @JsonPropertyDescription("When the trainings of the last seven days were started.") @Nullable
        List<String> starts,

        @JsonPropertyDescription("The last point of the schedule that is done with.") @Nullable
        String scheduledUpTo) {

    /** A version that was, or is, trained further. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Artifact(
            @Nullable String version,
            @Nullable String uri,
            @Nullable String sha256) {}

    /** A training that runs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Active(
            @JsonPropertyDescription("The version that it makes.") @Nullable
            String version,

            @JsonPropertyDescription("The version that it trains further.") @Nullable
            Artifact base,

            @JsonPropertyDescription("Command, Signal or Schedule.") @Nullable
            String trigger,

            @JsonPropertyDescription("That in words.") @Nullable
            String cause,

            @JsonPropertyDescription("From when on records are learned from.") @Nullable
            String from,

            @JsonPropertyDescription("When it was started: records before that are learned from.") @Nullable
            String startedAt,

            @JsonPropertyDescription("Which try it is, from 1.") @Nullable
            Integer attempt,

            @JsonPropertyDescription("Before when this try does not begin.") @Nullable
            String notBefore) {}

    /** What stands for {@code spec.model}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Adopted(
            @JsonPropertyDescription("The version.") @Nullable
            Artifact model,

            @JsonPropertyDescription("What spec.model said when it was adopted.") @Nullable
            Artifact over) {}

    /** A training of the past. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Past(
            @JsonPropertyDescription("The training.") @Nullable
            Active training,

            @JsonPropertyDescription("When it ended.") @Nullable
            String endedAt,

            @JsonPropertyDescription(
                    "Trained, Proposed, Telling, Told, Untold, Adopted, Promoted, RolledBack, Superseded, NoBetter, Failed, DeadlineExceeded or Stopped.")
            @Nullable
            String outcome,

            @JsonPropertyDescription("Why, in one line.") @Nullable
            String message,

            @JsonPropertyDescription("What it made, by its own report.") @Nullable
            Report report,

            @JsonPropertyDescription("The end of its log, where it failed.") @Nullable
            String logTail,

            @JsonPropertyDescription("How often the webhook was tried.") @Nullable
            Integer tries,

            @JsonPropertyDescription("When it is tried again.") @Nullable
            String nextTry) {}

    /** A training's own report. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            @JsonPropertyDescription("Where the version is.") @Nullable
            String uri,

            @JsonPropertyDescription("SHA-256 of the artifact.") @Nullable
            String sha256,

            @JsonPropertyDescription("Whether it has a baseline.") @Nullable
            Boolean baseline,

            @JsonPropertyDescription("Rows that it rests on.") @Nullable
            Long rows,

            @JsonPropertyDescription("Accuracy of the version before on held-out rows.") @Nullable
            Double stableAccuracy,

            @JsonPropertyDescription("Accuracy of the new version on the same rows.") @Nullable
            Double candidateAccuracy,

            @JsonPropertyDescription("How many these are.") @Nullable
            Long heldOut,

            @JsonPropertyDescription("All of it in words.") @Nullable
            String summary) {}
}
