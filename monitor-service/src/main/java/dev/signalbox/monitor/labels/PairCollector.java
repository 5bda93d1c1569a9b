package dev.signalbox.monitor.labels;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.monitor.judging.PairedAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects requests that both versions answered, and questions that stable was asked more than once. Not thread safe. */
public final class PairCollector {
    private static final int MOST_QUESTIONS = 10_000;

    private final List<PairedAnswers.Pair> pairs = new ArrayList<>();
    private final Map<Map<String, List<@Nullable Object>>, Prediction> asked = new HashMap<>();
    private long sameQuestions;
    private long selfDifferences;

    /** Adds the answers of both to one request. */
    public void add(InferenceRecord candidate, InferenceRecord stable) {
        Prediction ours = Prediction.of(candidate).orElse(null);
        Prediction theirs = Prediction.of(stable).orElse(null);
        if (ours != null && theirs != null) {
            pairs.add(new PairedAnswers.Pair(
                    ours.differsFrom(theirs), ours.isNull() && !theirs.isNull(), !ours.isNull() && theirs.isNull()));
            ask(stable, theirs);
        }
    }

    /* What is masked may differ between two requests that look the same. */
    private void ask(InferenceRecord record, Prediction answer) {
        if (!record.withheld().isEmpty() || record.inputs().isEmpty()) {
            return;
        }
        Prediction before = asked.get(record.inputs());
        if (before != null) {
            sameQuestions++;
            selfDifferences += answer.differsFrom(before) ? 1 : 0;
        } else if (asked.size() < MOST_QUESTIONS) {
            asked.put(record.inputs(), answer);
        }
    }

    /** What was collected. */
    public PairedAnswers collected() {
        return new PairedAnswers(pairs, sameQuestions, selfDifferences);
    }
}
