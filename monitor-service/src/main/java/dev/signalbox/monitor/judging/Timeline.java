package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is stored about a question, put in order: ticks for the time that is judged, and stable's time before it. */
final class Timeline {
    private final Map<Reporter, List<Stretch>> ticks = new EnumMap<>(Reporter.class);
    private final Map<Reporter, SortedMap<Long, List<Counted>>> history = new EnumMap<>(Reporter.class);
    private long candidateRequests;
    private long stableRequests;
    private @Nullable Instant lastSeen;
    private SplitTo splitTo = new SplitTo(0, 0);
    private Counted.Guarded guarded = Counted.Guarded.NONE;

    Timeline(TickRule rule, Question question, List<CountedSecond> stored) {
        Map<Reporter, List<CountedSecond>> judged = new EnumMap<>(Reporter.class);
        for (Reporter reporter : Reporter.values()) {
            judged.put(reporter, new ArrayList<>());
            history.put(reporter, new TreeMap<>());
        }
        for (CountedSecond second : stored) {
            sort(question, second, judged);
        }
        judged.forEach((reporter, seconds) -> ticks.put(reporter, Ticks.of(rule, question, seconds)));
    }

    private void sort(Question question, CountedSecond second, Map<Reporter, List<CountedSecond>> judged) {
        Slot slot = second.slot();
        boolean candidate = slot.version().equals(question.candidate());
        boolean stable = slot.version().equals(question.stable());
        if (slot.second() > question.asOf().getEpochSecond() || !(candidate || stable)) {
            return;
        }
        if (!second.end().isAfter(question.since())) {
            if (stable) {
                history.getOrDefault(slot.reporter(), new TreeMap<>())
                        .computeIfAbsent(slot.second(), at -> new ArrayList<>(2))
                        .add(second.counts());
            }
            return;
        }
        /* In the shadow a candidate gets copies, each of a request that stable answers live in the same second. */
        CountedSecond seen = candidate && question.stage() == Stage.Shadow ? second.ofCopies() : second;
        judged.getOrDefault(slot.reporter(), List.of()).add(seen);
        if (slot.reporter() == Reporter.ROUTER) {
            count(seen, candidate);
            countSplit(question, seen, candidate);
        }
    }

    private void count(CountedSecond second, boolean candidate) {
        if (!candidate) {
            stableRequests += second.counts().arrivals();
            return;
        }
        candidateRequests += second.counts().arrivals();
        if (second.counts() instanceof Counted.Served served) {
            guarded = guarded.plus(served.guarded());
        }
        Instant arrival = second.lastArrival();
        if (arrival != null && (lastSeen == null || arrival.isAfter(lastSeen))) {
            lastSeen = arrival;
        }
    }

    /* A second in which the weight was changed belongs to both. */
    private void countSplit(Question question, CountedSecond second, boolean candidate) {
        IntendedSplit split = question.split();
        if (split != null && second.slot().second() > split.since().getEpochSecond()) {
            long requests = second.counts().arrivals();
            splitTo = splitTo.plus(candidate ? requests : 0, candidate ? 0 : requests);
        }
    }

    /** How many requests went to each version since the split is the one that is asked about. */
    record SplitTo(long candidate, long stable) {
        private SplitTo plus(long toCandidate, long toStable) {
            return new SplitTo(candidate + toCandidate, stable + toStable);
        }
    }

    SplitTo splitTo() {
        return splitTo;
    }

    List<Stretch> ticks(Reporter reporter) {
        return ticks.getOrDefault(reporter, List.of());
    }

    /** What stable did before the time that is judged, second by second. */
    Collection<List<Counted>> history(Reporter reporter) {
        return history.getOrDefault(reporter, new TreeMap<>()).values();
    }

    /** What the routers' guards did about the candidate. */
    Counted.Guarded guarded() {
        return guarded;
    }

    long candidateRequests() {
        return candidateRequests;
    }

    long stableRequests() {
        return stableRequests;
    }

    @Nullable
    Instant lastSeen() {
        return lastSeen;
    }
}
