package dev.signalbox.monitor.labels;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.monitor.judging.KnownAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what is known of a recorded answer by the feedback that came so far. */
public final class KnownAnswers {
    private KnownAnswers() {}

    /** What is known; feedback is in the order in which it came, and of labels and decisions the last one counts. */
    public static KnownAnswer of(InferenceRecord record, List<Feedback> feedback) {
        Optional<Prediction> prediction = Prediction.of(record);
        return new KnownAnswer(
                record.version(),
                record.at(),
                agrees(prediction, last(feedback, FeedbackKind.LABEL)),
                agrees(prediction, last(feedback, FeedbackKind.DECISION)),
                isSaid(last(feedback, FeedbackKind.CLICK)),
                isSaid(last(feedback, FeedbackKind.REDO)),
                record.unit());
    }

    /** What was last said of this kind. */
    static @Nullable Object last(List<Feedback> feedback, FeedbackKind kind) {
        Object last = null;
        for (Feedback one : feedback) {
            last = one.kind() == kind ? one.value() : last;
        }
        return last;
    }

    private static @Nullable Boolean agrees(Optional<Prediction> prediction, @Nullable Object said) {
        return said == null
                ? null
                : prediction.flatMap(answer -> answer.is(said)).orElse(null);
    }

    /* A click may be said as true, 1 or a text; false and 0 take it back. */
    private static boolean isSaid(@Nullable Object value) {
        String name = Prediction.name(value);
        return name != null && !name.equals("0") && !name.equalsIgnoreCase("false");
    }
}
