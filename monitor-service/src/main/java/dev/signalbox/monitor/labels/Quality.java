package dev.signalbox.monitor.labels;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.verdict.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a version answered recorded requests, as far as feedback tells by now. Clicks and repeats count once for each user, where
 * users are known. {@code omitted} tells how many labelled answers no class or slice was counted for, since there were too many of
 * them or its name is too long. {@code advice} is told without labels and is no reason to act.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quality(
        long records,
        @Nullable Share accuracy,
        @Nullable Share decisionAgreement,
        Share clickRate,
        Share redoRate,
        Map<String, Share> accuracyByClass,
        Map<String, Share> accuracyBySlice,
        Map<String, Long> omitted,
        ErrorChange errorChange,
        @Nullable Advice advice) {
    /** So many of so many, and an interval that holds the true share at every look, with a confidence of 95 %. */
    public record Share(long of, long count, double value, Interval interval) {}

    /**
     * Whether errors became more frequent than they were among the first labels: when a detector said so whose false alarms are
     * ten thousand labels apart on average, and the error rate since the last change, of so many labels.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ErrorChange(
            @Nullable Double usualErrorBound,
            List<Instant> alarms,
            @Nullable Double presentError,
            long presentLabels) {}

    /** What accuracy, F1 and the area under the curve would be if the model's probabilities are right; it sees no concept drift. */
    public record Advice(long answers, double estimatedAccuracy, double estimatedF1, double estimatedAreaUnderCurve) {}
}
