package dev.signalbox.router.count;

import dev.signalbox.router.decide.Way;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts inferences by who decides on them, for ever upwards. Thread safe. */
public final class DecisionCounter {
    private final Map<Way, LongAdder> counts = new EnumMap<>(Way.class);

    /** A counter of nothing yet. */
    public DecisionCounter() {
        for (Way way : Way.values()) {
            counts.put(way, new LongAdder());
        }
    }

    /** Counts one inference. */
    public void count(Way way) {
        Objects.requireNonNull(counts.get(way)).increment();
    }

    /** How many were decided on so. */
    public long of(Way way) {
        return Objects.requireNonNull(counts.get(way)).sum();
    }
}
