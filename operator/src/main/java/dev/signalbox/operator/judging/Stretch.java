package dev.signalbox.operator.judging;

import java.util.ArrayList;
import java.util.List;

/** What both versions did between two looks. */
public record Stretch(Counts candidate, Counts stable) {
    /** The sum of both. */
    public Stretch plus(Stretch other) {
        return new Stretch(candidate.plus(other.candidate), stable.plus(other.stable));
    }

    /** Half as many stretches, each twice as long: borders depend on time alone, so the evidence stays honest. */
    public static List<Stretch> halved(List<Stretch> stretches) {
        List<Stretch> half = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i += 2) {
            Stretch first = stretches.get(i);
            half.add(i + 1 < stretches.size() ? first.plus(stretches.get(i + 1)) : first);
        }
        return half;
    }
}
