package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds when the verdict on a candidate of the past would have changed. */
public final class Replay {
    /* Each look costs as much as a verdict. Between two of them that differ the time of the change is found to the second. */
    private static final int LOOKS = 120;
    private static final Duration FINEST = Duration.ofSeconds(1);

    private Replay() {}

    /**
     * The first verdict, each that has another outcome than the one before, and the last, oldest first. It ends with the first that
     * takes the candidate back. A change and its opposite between two looks, a hundred and twentieth of the time apart, are not seen.
     */
    public static List<Verdict> turns(Function<Instant, Verdict> judge, Instant since, Instant until) {
        Duration step = Duration.between(since, until).dividedBy(LOOKS);
        step = step.compareTo(FINEST) < 0 ? FINEST : step;
        List<Verdict> turns = new ArrayList<>();
        Verdict before = judge.apply(since);
        turns.add(before);
        while (before.asOf().isBefore(until) && before.outcome() != Outcome.Rollback) {
            Instant next = before.asOf().plus(step);
            Verdict seen = judge.apply(next.isBefore(until) ? next : until);
            if (seen.outcome() != before.outcome()) {
                seen = firstAfter(judge, before, seen);
                turns.add(seen);
            }
            before = seen;
        }
        if (!before.asOf().equals(turns.getLast().asOf())) {
            turns.add(before);
        }
        return turns;
    }

    private static Verdict firstAfter(Function<Instant, Verdict> judge, Verdict before, Verdict after) {
        Instant low = before.asOf();
        Verdict found = after;
        while (Duration.between(low, found.asOf()).compareTo(FINEST) > 0) {
            Duration half = Duration.between(low, found.asOf()).dividedBy(2);
            Verdict middle = judge.apply(low.plus(half));
            if (middle.outcome() == before.outcome()) {
                low = middle.asOf();
            } else {
                found = middle;
            }
        }
        return found;
    }
}
