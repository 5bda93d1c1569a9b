package dev.signalbox.monitor.judging;

import dev.signalbox.monitor.limits.LimitsInForce;
import java.util.List;
import java.util.Map;

/**
 * Everything that is stored about a question: counts of both versions from {@code since} on and of stable for some time before it,
 * profiles, answers that something is known about, requests that both versions answered, what queries answered by alarm, and the
 * limits that were learned before.
 */
public record Known(
        List<CountedSecond> counts,
        Profiled profiled,
        List<KnownAnswer> answers,
        PairedAnswers paired,
        Map<String, Double> queried,
        LimitsInForce limits) {
    public Known {
        counts = List.copyOf(counts);
        answers = List.copyOf(answers);
        queried = Map.copyOf(queried);
    }

    /** What is known without a learned limit. */
    public Known(
            List<CountedSecond> counts,
            Profiled profiled,
            List<KnownAnswer> answers,
            PairedAnswers paired,
            Map<String, Double> queried) {
        this(counts, profiled, answers, paired, queried, LimitsInForce.NONE);
    }

    /** The same with limits that were learned. */
    public Known with(LimitsInForce learned) {
        return new Known(counts, profiled, answers, paired, queried, learned);
    }

    /** Counts alone. */
    public static Known ofCounts(List<CountedSecond> counts) {
        return new Known(counts, Profiled.NOTHING, List.of(), PairedAnswers.NONE, Map.of());
    }
}
