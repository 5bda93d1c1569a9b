package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How new versions are trained, when, and what becomes of them, as the user wrote it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetrainingSpec(
        @JsonPropertyDescription("The pod that trains. Kubernetes only. Default: the trainer's image.") @Nullable
        TrainingJob job,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The command that trains. Without a cluster only. Default: the trainer.")
        @Nullable
        List<@Nullable String> command,

        @JsonPropertyDescription("Settings of the trainer: {epochs: \"100\"} is SIGNALBOX_TRAIN_EPOCHS=100.") @Nullable
        Map<String, String> settings,

        @Size(min = 1, max = 900)
        @JsonPropertyDescription(
                "The folder below which versions are written, such as pvc://models/loan. Required on Kubernetes.")
        @Nullable
        String out,

        @JsonPropertyDescription("Decay that starts a training. Absent: none does.") @Nullable
        Signals signals,

        @JsonPropertyDescription("Time that starts a training. Absent: none does.") @Nullable
        Schedule schedule,

        @Pattern(DURATION)
        @JsonPropertyDescription("How far back the records go that are learned from. Default 30d.")
        @Nullable
        String window,

        @Pattern(DURATION)
        @JsonPropertyDescription("How long after a training or a rollout signals and schedule start none. Default 1d.")
        @Nullable
        String coolDown,

        @Min(1) @Max(50) @JsonPropertyDescription("Trainings in seven days at most. Default 3.") @Nullable
        Integer budgetPerWeek,

        @Pattern(DURATION) @JsonPropertyDescription("The longest a training may take. Default 1h.") @Nullable
        String deadline,

        @Min(1)
        @Max(20)
        @JsonPropertyDescription("How many trainings of the past are kept, with their logs. Default 5.")
        @Nullable
        Integer history,

        @JsonPropertyDescription("What becomes of a new version.") @Nullable
        Adoption adoption) {
    private static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d))+$";

    /* In one order, whatever order they were written in: so equal settings read alike. */
    public RetrainingSpec {
        settings = settings == null ? null : new TreeMap<>(settings);
    }

    /** The pod of a training. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TrainingJob(
            @Size(min = 1, max = 512)
            @JsonPropertyDescription("Any image that reads the trainer's variables and writes its report.")
            @Nullable
            String image,

            @JsonPropertyDescription("Requests and limits, as quantities.")
            ModelDeploymentSpec.@Nullable Resources resources,

            @JsonPropertyDescription("More of the pod template; without port.") @Nullable
            Pod pod) {}

    /** How far the stable version may decay; one that is not given starts nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signals(
            @JsonPropertyDescription(
                    "Drift of a feature from the training data beyond which it is trained anew, such as 0.2.")
            @Nullable
            Double maxDrift,

            @JsonPropertyDescription("Accuracy by labels below which it is, such as 0.8.") @Nullable
            Double minAccuracy,

            @Pattern(DURATION)
            @JsonPropertyDescription("Age since its promotion beyond which it is, such as 30d.")
            @Nullable
            String maxAge) {}

    /** Points in time at equal distances. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Schedule(
            @Required @Pattern(DURATION) @JsonPropertyDescription("The distance, such as 7d.") @Nullable
            String every,

            @Size(min = 1, max = 40)
            @JsonPropertyDescription(
                    "One of the points, in ISO 8601, such as 2026-01-05T03:00:00Z. Default 1970-01-01T00:00:00Z.")
            @Nullable
            String from) {}

    /** What becomes of a new version. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Adoption(
            @Pattern("^(Automatic|Manual|External)$")
            @JsonPropertyDescription(
                    "Automatic: it becomes the candidate. Manual: it is proposed, and adopt makes it that. External: a webhook is told. Default Manual.")
            @Nullable
            String mode,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("With External: where it is posted to.") @Nullable
            String webhook) {}
}
