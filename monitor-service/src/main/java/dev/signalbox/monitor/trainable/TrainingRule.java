package dev.signalbox.monitor.trainable;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses what is learned from: single rows with all their inputs, whose answer somebody judged, so that nothing that was produced
 * or judged under a faulty version is among them. {@code outputs} are the tensors that are known to be answers: those may be masked.
 */
public record TrainingRule(FaultyTimes faulty, Set<String> outputs) {
    public TrainingRule {
        outputs = Set.copyOf(outputs);
    }

    /** What becomes of a record; feedback is in the order in which it came, and of its kind the last one counts. */
    public Choice choose(InferenceRecord record, List<Feedback> feedback) {
        Optional<Omission> fault = faulty.at(record.version(), record.at());
        if (fault.isPresent()) {
            return new Choice.Left(fault.get());
        }
        if (record.rows() != 1) {
            return new Choice.Left(Omission.SEVERAL_ROWS);
        }
        if (!outputs.containsAll(record.withheld())) {
            return new Choice.Left(Omission.WITHHELD);
        }
        Optional<Feedback> label = last(feedback, FeedbackKind.LABEL);
        if (label.isPresent()) {
            return learned(record, label.get());
        }
        Optional<Feedback> decision = last(feedback, FeedbackKind.DECISION);
        if (decision.isEmpty()) {
            return new Choice.Left(Omission.UNLABELLED);
        }
        /* A label is what came true. A decision is made by somebody who may have seen what the version said. */
        boolean misled = Optional.ofNullable(decision.get().at())
                .flatMap(at -> faulty.at(record.version(), at))
                .isPresent();
        return misled ? new Choice.Left(Omission.DECIDED_WHILE_FAULTY) : learned(record, decision.get());
    }

    private static Choice learned(InferenceRecord record, Feedback judged) {
        return new Choice.Learned(TrainingRow.of(record, judged.value(), judged.kind()));
    }

    private static Optional<Feedback> last(List<Feedback> feedback, FeedbackKind kind) {
        return feedback.stream().filter(one -> one.kind() == kind).reduce((before, after) -> after);
    }
}
