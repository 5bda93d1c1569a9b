package dev.signalbox.router.count;

import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.MirrorCounts;
import dev.signalbox.api.telemetry.MirrorDrop;
import java.util.EnumMap;
import java.util.Map;

/** Counts the copies that one version got and those that were dropped. Any thread counts; one at a time drains. */
public final class MirrorTally {
    private final OutcomeCounter outcomes = new OutcomeCounter();
    private final Map<MirrorDrop, Growing> drops = new EnumMap<>(MirrorDrop.class);
    private final LatencyRecorder latency = new LatencyRecorder();

    /** A tally of nothing yet. */
    public MirrorTally() {
        for (MirrorDrop reason : MirrorDrop.values()) {
            drops.put(reason, new Growing());
        }
    }

    /** Counts one copy that the version dealt with, after so long. */
    public void count(Outcome outcome, long nanos) {
        if (outcome != Outcome.CONNECT) {
            latency.recordNanos(nanos);
        }
        outcomes.count(outcome);
    }

    /** Counts one copy that was not sent. */
    public void drop(MirrorDrop reason) {
        of(reason).increment();
    }

    /** All copies by outcome, since the start. */
    public OutcomeCounter outcomes() {
        return outcomes;
    }

    /** All copies dropped for a reason, since the start. */
    public long dropped(MirrorDrop reason) {
        return of(reason).total();
    }

    MirrorCounts drain() {
        Map<Outcome, Long> window = outcomes.take();
        Map<FailureKind, Long> failures = OutcomeCounter.failures(window);
        Map<MirrorDrop, Long> dropped = new EnumMap<>(MirrorDrop.class);
        drops.forEach((reason, count) -> {
            long fresh = count.take();
            if (fresh > 0) {
                dropped.put(reason, fresh);
            }
        });
        long sent = window.values().stream().mapToLong(Long::longValue).sum();
        return new MirrorCounts(sent, failures, window.getOrDefault(Outcome.REJECTED, 0L), dropped, latency.drain());
    }

    private Growing of(MirrorDrop reason) {
        Growing count = drops.get(reason);
        if (count == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return count;
    }
}
