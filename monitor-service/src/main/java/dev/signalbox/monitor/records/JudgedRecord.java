package dev.signalbox.monitor.records;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.sample.InferenceRecord;
import java.util.List;

/** A record with what is known about its answer by now, in the order in which it came to be known; empty as long as nothing is. */
public record JudgedRecord(InferenceRecord record, List<Feedback> feedback) {
    public JudgedRecord {
        feedback = List.copyOf(feedback);
    }
}
