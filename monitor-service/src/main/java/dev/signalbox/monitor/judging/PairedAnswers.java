package dev.signalbox.monitor.judging;

import dev.signalbox.api.Require;
import java.util.List;

/**
 * Requests that both versions answered, in the order of time, and how often stable differs from itself where it is asked the same
 * again: the noise floor, where it was asked at all.
 */
public record PairedAnswers(List<Pair> pairs, long sameQuestions, long selfDifferences) {
    /** None. */
    public static final PairedAnswers NONE = new PairedAnswers(List.of(), 0, 0);

    public PairedAnswers {
        pairs = List.copyOf(pairs);
        Require.within("selfDifferences", selfDifferences, 0, sameQuestions);
    }

    /** What both versions answered to one request: whether they differ, and whether only one of them has a null. */
    public record Pair(boolean differs, boolean onlyCandidateNull, boolean onlyStableNull) {}
}
