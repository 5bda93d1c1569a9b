package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who decides on predictions, as the user wrote it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AutomationSpec(
        @Required
        @Pattern("^(HumanOnly|Assist|Partial|Full)$")
        @JsonPropertyDescription(
                "HumanOnly: people decide, the model is recorded. Assist: predictions are advice. Partial: confident ones are decisions, the others go to people. Full: all are decisions.")
        @Nullable
        String degree,

        @JsonPropertyDescription("With Partial: how sure the model has to be, from 0 to 1.") @Nullable
        Double minConfidence,

        @JsonPropertyDescription("With Partial: how sure it has to be of a predicted class, by the class.") @Nullable
        Map<String, Double> minConfidenceByClass,

        @Pattern(ModelDeploymentSpec.PERCENT)
        @JsonPropertyDescription(
                "The share of the machine's decisions that people check later, such as 1%. Default none.")
        @Nullable
        String auditShare,

        @Pattern(ModelDeploymentSpec.PERCENT)
        @JsonPropertyDescription(
                "The share of the requests on which a mirrored candidate says something else that people look at, such as 100%. Default none.")
        @Nullable
        String disagreementShare,

        @Pattern(ModelDeploymentSpec.DURATION)
        @JsonPropertyDescription(
                "How long a person's decision is waited for, such as 2h. Default as the monitor is set.")
        @Nullable
        String due,

        @Pattern("^(Expire|Model|Keep)$")
        @JsonPropertyDescription(
                "What follows then: it ends, what the model said is the decision, or it waits on. Default Expire.")
        @Nullable
        String overdue,

        @Pattern("^(AfterDecision|Always|Never)$")
        @JsonPropertyDescription("When reviewers see what the model says. Default AfterDecision.")
        @Nullable
        String showSuggestion,

        @JsonPropertyDescription("Where decisions are posted. Default nowhere.") @Nullable
        Callback callback,

        @JsonPropertyDescription("The alarms that have to be quiet for a higher degree to be taken up. Default none.")
        @Nullable
        List<String> raiseWhenQuiet) {

    /** Where decisions are sent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Callback(
            @Required
            @Size(min = 1, max = 2048)
            @JsonPropertyDescription("An http or https URL of the application.")
            @Nullable
            String url,

            @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
            @JsonPropertyDescription("The secret that signs them, as the monitor knows it.")
            @Nullable
            String secret) {}
}
