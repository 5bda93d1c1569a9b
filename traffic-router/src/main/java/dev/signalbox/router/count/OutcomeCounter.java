package dev.signalbox.router.count;

import dev.signalbox.api.telemetry.FailureKind;
import java.util.EnumMap;
import java.util.Map;

/** Counts requests by outcome, for ever upwards. Thread safe. */
public final class OutcomeCounter {
    private final Map<Outcome, Growing> counts = new EnumMap<>(Outcome.class);

    /** A counter of nothing yet. */
    public OutcomeCounter() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new Growing());
        }
    }

    /** Counts one request. */
    public void count(Outcome outcome) {
        adder(outcome).increment();
    }

    /** How many requests ended so. */
    public long of(Outcome outcome) {
        return adder(outcome).total();
    }

    /** The requests that ended since the last time, by outcome. */
    Map<Outcome, Long> take() {
        Map<Outcome, Long> fresh = new EnumMap<>(Outcome.class);
        counts.forEach((outcome, count) -> fresh.put(outcome, count.take()));
        return fresh;
    }

    /** The failures among requests by outcome. */
    static Map<FailureKind, Long> failures(Map<Outcome, Long> requests) {
        Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
        requests.forEach((outcome, count) -> {
            if (count > 0) {
                outcome.failure().ifPresent(kind -> failures.put(kind, count));
            }
        });
        return failures;
    }

    private Growing adder(Outcome outcome) {
        Growing adder = counts.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + outcome);
        }
        return adder;
    }
}
