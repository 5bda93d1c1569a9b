package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
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
        Map<String, Double> minConfidenceByClass) {}
