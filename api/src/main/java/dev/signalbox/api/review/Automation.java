package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who decides on a deployment's predictions. With {@link Degree#Partial}, a prediction that the model is at least {@code minConfidence}
 * sure of is a decision; {@code minConfidenceByClass} says otherwise for some predicted classes.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Automation(
        @JsonPropertyDescription("How much of the deciding the machine does.")
        Degree degree,

        @JsonPropertyDescription("With Partial: how sure the model has to be, from 0 to 1.") @Nullable
        Double minConfidence,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("With Partial: how sure it has to be of a predicted class, by the class.")
        Map<String, Double> minConfidenceByClass) {
    /** Every prediction is a decision. */
    public static final Automation FULL = new Automation(Degree.Full, null, Map.of());

    private static final int MOST_CLASSES = 100;
    private static final int LONGEST_CLASS = 128;

    public Automation {
        Require.present("automation.degree", degree);
        minConfidenceByClass = minConfidenceByClass == null
                ? Map.of()
                : Collections.unmodifiableMap(new TreeMap<>(minConfidenceByClass));
        if (degree != Degree.Partial && (minConfidence != null || !minConfidenceByClass.isEmpty())) {
            throw new IllegalArgumentException(
                    "automation.minConfidence must be absent where degree is " + degree + ": only Partial looks at it");
        }
        if (degree == Degree.Partial) {
            Require.within(
                    "automation.minConfidence", Require.present("automation.minConfidence", minConfidence), 0.0, 1.0);
        }
        Require.atMost("automation.minConfidenceByClass", MOST_CLASSES, minConfidenceByClass);
        minConfidenceByClass.forEach((name, sure) -> {
            Require.atMost("automation.minConfidenceByClass", LONGEST_CLASS, name);
            Require.within(
                    "automation.minConfidenceByClass." + name,
                    Require.present("automation.minConfidenceByClass." + name, sure),
                    0.0,
                    1.0);
        });
    }

    /** This degree, which looks at no confidence. */
    public static Automation of(Degree degree) {
        return new Automation(degree, null, Map.of());
    }

    /** How sure the model has to be of a predicted class; of one that is not known, what holds for most. */
    public double needed(@Nullable String predicted) {
        double usual = minConfidence == null ? 0 : minConfidence;
        return predicted == null ? usual : minConfidenceByClass.getOrDefault(predicted, usual);
    }
}
