package dev.signalbox.monitor.trainable;

import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row to learn from: what was asked, and what would have been right by a label or by a person's decision. */
public record TrainingRow(
        String requestId,
        Instant at,
        String version,
        Map<String, List<@Nullable Object>> inputs,
        Object label,
        FeedbackKind by) {
    static TrainingRow of(InferenceRecord record, Object label, FeedbackKind by) {
        return new TrainingRow(record.requestId(), record.at(), record.version().id(), record.inputs(), label, by);
    }
}
