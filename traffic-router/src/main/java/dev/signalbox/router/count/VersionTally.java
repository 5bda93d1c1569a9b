package dev.signalbox.router.count;

import dev.signalbox.api.telemetry.GuardCounts;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.RouterCounts;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Counts what the split gave to one version and what became of it. Any thread counts; one at a time drains.
 */
public final class VersionTally {
    /* A request is counted once, under its outcome, when that is known; the number of requests is the sum of the outcomes. So
     * a window never holds a failure without its request, whenever it is cut. Counters only grow, and a window is the
     * difference to the last one: Prometheus reads the same counters. */
    private static final RouterCounts NOTHING = new RouterCounts(0, Map.of(), 0, 0, 0, 0, LatencyHistogram.EMPTY);

    private final OutcomeCounter outcomes = new OutcomeCounter();
    private final Growing failedOver = new Growing();
    private final Growing failedToClient = new Growing();
    private final Growing ejections = new Growing();
    private final Growing withheld = new Growing();
    private final MirrorTally mirror = new MirrorTally();
    private final LatencyRecorder latency = new LatencyRecorder();
    private final LongConsumer latencies;

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
        return failedOver.total();
    }

    /** All requests that the application saw fail, since the start. */
    public long failedToClient() {
        return failedToClient.total();
    }

    /** Counts that the router's guard ejected the version. */
    public void countEjection() {
        ejections.increment();
    }

    /** Counts one request of the version's share that stable answered because the version is ejected. */
    public void countWithheld() {
        withheld.increment();
    }

    /** How often the router's guard ejected the version, since the start. */
    public long ejections() {
        return ejections.total();
    }

    /** All requests of its share that stable answered because the version was ejected, since the start. */
    public long withheld() {
        return withheld.total();
    }

    /** The copies of other requests. */
    public MirrorTally mirror() {
        return mirror;
    }

    /** Takes out what was counted since the last time; empty if nothing was. */
    public synchronized Optional<RouterCounts> drain() {
        Map<Outcome, Long> window = outcomes.take();
        RouterCounts counts = new RouterCounts(
                window.values().stream().mapToLong(Long::longValue).sum(),
                OutcomeCounter.failures(window),
                window.getOrDefault(Outcome.REJECTED, 0L),
                window.getOrDefault(Outcome.CANCELLED, 0L),
                failedOver.take(),
                failedToClient.take(),
                latency.drain(),
                mirror.drain(),
                new GuardCounts(ejections.take(), withheld.take()));
        return counts.equals(NOTHING) ? Optional.empty() : Optional.of(counts);
    }
}
