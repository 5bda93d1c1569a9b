package dev.signalbox.router.count;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by outcome, for ever upwards. Thread safe. */
public final class OutcomeCounter {
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

    /** A counter of nothing yet. */
    public OutcomeCounter() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** Counts one request. */
    public void count(Outcome outcome) {
        adder(outcome).increment();
    }

    /** How many requests ended so. */
    public long of(Outcome outcome) {
        return adder(outcome).sum();
    }

    private LongAdder adder(Outcome outcome) {
        LongAdder adder = counts.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + outcome);
        }
        return adder;
    }
}
