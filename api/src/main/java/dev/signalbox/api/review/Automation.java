package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.Require;
import dev.signalbox.api.Weight;
import dev.signalbox.api.sample.RequestSample;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who decides on a deployment's predictions. With {@link Degree#Partial}, a prediction that the model is at least {@code minConfidence}
 * sure of is a decision; {@code minConfidenceByClass} says otherwise for some predicted classes. {@code auditShare} of the machine's decisions are
 * checked by people, and {@code disagreementShare} of those that a mirrored version disagrees with. {@code review} says how people are asked.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Automation(
        @JsonPropertyDescription("How much of the deciding the machine does.")
        Degree degree,

        @JsonPropertyDescription("With Partial: how sure the model has to be, from 0 to 1.") @Nullable
        Double minConfidence,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("With Partial: how sure it has to be of a predicted class, by the class.")
        Map<String, Double> minConfidenceByClass,

        @JsonPropertyDescription(
                "The share of the machine's decisions that people check, in basis points. Absent: none.")
        @Nullable
        Weight auditShare,

        @JsonPropertyDescription(
                "The share of the requests on which a mirrored version says something else that people look at, in basis points. Absent: none.")
        @Nullable
        Weight disagreementShare,

        @JsonPropertyDescription("How people are asked. Absent: as usual.") @Nullable
        ReviewPolicy review) {
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

    /** Where people are asked as usual. */
    public Automation(Degree degree, @Nullable Double minConfidence, Map<String, Double> minConfidenceByClass) {
        this(degree, minConfidence, minConfidenceByClass, null, null, null);
    }

    /** This degree, which looks at no confidence. */
    public static Automation of(Degree degree) {
        return new Automation(degree, null, Map.of(), null, null, null);
    }

    /** How sure the model has to be of a predicted class; of one that is not known, what holds for most. */
    public double needed(@Nullable String predicted) {
        double usual = minConfidence == null ? 0 : minConfidence;
        return predicted == null ? usual : minConfidenceByClass.getOrDefault(predicted, usual);
    }

    /** Whether the machine decides something with this that it does not decide with the other: the degree is higher, or less confidence is needed. */
    public boolean decidesMoreThan(Automation other) {
        return degree != other.degree
                ? degree.compareTo(other.degree) > 0
                : classesOfBoth(other).anyMatch(name -> needed(name) < other.needed(name))
                        || needed(null) < other.needed(null);
    }

    /**
     * The same, but the machine decides only what it decides with the other, too. Where both say more classes than there may be, the
     * classes are those of the other.
     */
    public Automation withoutMoreThan(Automation other) {
        boolean both = degree == Degree.Partial
                && other.degree == Degree.Partial
                && classesOfBoth(other).count() <= MOST_CLASSES;
        if (!both) {
            Automation less = degree.compareTo(other.degree) < 0 ? this : other;
            return deciding(less.degree, less.minConfidence, less.minConfidenceByClass);
        }
        Map<String, Double> needed = new TreeMap<>();
        classesOfBoth(other).forEach(name -> needed.put(name, Math.max(needed(name), other.needed(name))));
        return deciding(degree, Math.max(needed(null), other.needed(null)), needed);
    }

    private Stream<String> classesOfBoth(Automation other) {
        return Stream.concat(minConfidenceByClass.keySet().stream(), other.minConfidenceByClass.keySet().stream())
                .distinct();
    }

    private Automation deciding(Degree by, @Nullable Double sure, Map<String, Double> sureByClass) {
        return new Automation(by, sure, sureByClass, auditShare, disagreementShare, review);
    }

    /** The same, but people check this share of what the machine decides; null: nothing. */
    public Automation withAuditShare(@Nullable Weight audited) {
        return new Automation(degree, minConfidence, minConfidenceByClass, audited, disagreementShare, review);
    }

    /** The same, but people look at this share of the requests on which a mirrored version says something else; null: at none. */
    public Automation withDisagreementShare(@Nullable Weight share) {
        return new Automation(degree, minConfidence, minConfidenceByClass, auditShare, share, review);
    }

    /**
     * Whether people check the machine's decision on a request. It depends on the request's id alone, in the way of {@link
     * RequestSample}: what is checked is recorded, too, wherever at least that share is.
     */
    public boolean audits(String requestId) {
        return sampled(auditShare, requestId);
    }

    /** Whether people look at a request if a mirrored version says something else on it; by the request's id alone, too. */
    public boolean looksAtDisagreement(String requestId) {
        return sampled(disagreementShare, requestId);
    }

    private static boolean sampled(@Nullable Weight share, String requestId) {
        return share != null
                && new RequestSample(share.basisPoints() / (double) Weight.ALL.basisPoints()).keeps(requestId);
    }

    /** The same, but people are asked in this way; null: as usual. */
    public Automation withReview(@Nullable ReviewPolicy other) {
        return new Automation(degree, minConfidence, minConfidenceByClass, auditShare, disagreementShare, other);
    }
}
