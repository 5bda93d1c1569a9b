package dev.signalbox.router.count;

import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.RouterCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Counts what the split gave to one version and what became of it. Any thread counts; one at a time drains.
 */
public final class VersionTally {
    /* A request is counted once, under its outcome, when that is known; the number of requests is the sum of the outcomes. So
     * a window never holds a failure without its request, whenever it is cut. Counters only grow, and a window is the
     * difference to the last one: Prometheus reads the same counters. */
    private final OutcomeCounter outcomes = new OutcomeCounter();
    private final LongAdder failedOver = new LongAdder();
    private final LongAdder failedToClient = new LongAdder();
    private final LatencyRecorder latency = new LatencyRecorder();
    private final LongConsumer latencies;

    private final Map<Outcome, Long> drained = new EnumMap<>(Outcome.class);
    private long drainedFailedOver;
    private long drainedFailedToClient;

    /** A tally of nothing yet; the consumer hears of each latency too, in nanoseconds. */
    public VersionTally(LongConsumer latencies) {
        this.latencies = latencies;
    }

    /** Counts one request that never had an answer: latency says nothing about it. */
    public void count(Outcome outcome) {
        outcomes.count(outcome);
    }

    /** Counts one request that was answered, or that timed out, after so long. */
    public void count(Outcome outcome, long nanos) {
        latency.recordNanos(nanos);
        latencies.accept(nanos);
        outcomes.count(outcome);
    }

    /** Counts one failure that stable answered after all. */
    public void countFailedOver() {
        failedOver.increment();
    }

    /** Counts one request that the application saw fail. */
    public void countFailedToClient() {
        failedToClient.increment();
    }

    /** All requests by outcome, since the start. */
    public OutcomeCounter outcomes() {
        return outcomes;
    }

    /** All failures that stable answered, since the start. */
    public long failedOver() {
        return failedOver.sum();
    }

    /** All requests that the application saw fail, since the start. */
    public long failedToClient() {
        return failedToClient.sum();
    }

    /** Takes out what was counted since the last time; empty if nothing was. */
    public synchronized Optional<RouterCounts> drain() {
        Map<Outcome, Long> window = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            long now = outcomes.of(outcome);
            Long before = drained.put(outcome, now);
            window.put(outcome, before == null ? now : now - before);
        }
        long requests = window.values().stream().mapToLong(Long::longValue).sum();
        long over = failedOver.sum() - drainedFailedOver;
        long toClient = failedToClient.sum() - drainedFailedToClient;
        drainedFailedOver += over;
        drainedFailedToClient += toClient;
        LatencyHistogram latencies = latency.drain();
        if (requests == 0 && over == 0 && toClient == 0 && latencies.equals(LatencyHistogram.EMPTY)) {
            return Optional.empty();
        }
        return Optional.of(new RouterCounts(
                requests,
                failures(window),
                window.getOrDefault(Outcome.REJECTED, 0L),
                window.getOrDefault(Outcome.CANCELLED, 0L),
                over,
                toClient,
                latencies));
    }

    private static Map<FailureKind, Long> failures(Map<Outcome, Long> window) {
        Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
        window.forEach((outcome, count) -> {
            if (count > 0) {
                outcome.failure().ifPresent(kind -> failures.put(kind, count));
            }
        });
        return failures;
    }
}
