package dev.signalbox.monitor.judging;

import java.util.List;
import java.util.Map;

/**
 * Everything that is stored about a question: counts of both versions from {@code since} on and of stable for some time before it,
 * profiles, answers that something is known about, requests that both versions answered, and what queries answered by alarm.
 */
public record Known(
        List<CountedSecond> counts,
        Profiled profiled,
        List<KnownAnswer> answers,
        PairedAnswers paired,
        Map<String, Double> queried) {
    public Known {
        counts = List.copyOf(counts);
        answers = List.copyOf(answers);
        queried = Map.copyOf(queried);
    }

    /** Counts alone. */
    public static Known ofCounts(List<CountedSecond> counts) {
        return new Known(counts, Profiled.NOTHING, List.of(), PairedAnswers.NONE, Map.of());
    }
}
