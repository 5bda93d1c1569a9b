package dev.signalbox.monitor.labels;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.verdict.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a version is wrong. Classes and slices come with the worst first: that of the least upper limit, so that a few labels
 * that happened to be wrong are not on top. Intervals hold a true share with a confidence of 95 % at one look.
 */
public record ErrorAnalysis(
        long records, Right labelled, List<OfClass> classes, List<Slice> slices, Consistency consistency) {
    public ErrorAnalysis {
        classes = List.copyOf(classes);
        slices = List.copyOf(slices);
    }

    /** The same without naming any single request. */
    public ErrorAnalysis withoutRequests() {
        return new ErrorAnalysis(
                records,
                labelled,
                classes,
                slices,
                new Consistency(consistency.compared(), consistency.inconsistent(), List.of()));
    }

    /** How many of so many labelled answers were right. */
    public record Right(long n, long right, double accuracy, Interval interval) {}

    /** What should have been this class by its label. */
    public record OfClass(String label, Right answers) {}

    /**
     * The requests whose feature had this value, or lay within this bin of the training data: how often they were answered rightly,
     * their share of all requests, and what it was in a time as long before; {@code change} is how much it grew.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Slice(
            String feature,
            String value,
            Right answers,
            double share,
            @Nullable Double shareBefore,
            @Nullable Double change) {}

    /** Requests that asked the very same and got different labels: no model can be right about all of them. */
    public record Consistency(long compared, long inconsistent, List<Contradiction> contradictions) {
        public Consistency {
            contradictions = List.copyOf(contradictions);
        }
    }

    /** Two requests that asked the same, and their labels. */
    public record Contradiction(String requestId, String label, String otherRequestId, String otherLabel) {}
}
