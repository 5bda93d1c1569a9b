package dev.signalbox.cli.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what came of a load, while it runs. Thread safe. */
public final class LoadStats {
    private static final long LONGEST_MICROS = 600_000_000;
    private static final int DIGITS = 3;
    /* A load sees a few versions and a few kinds of failure; whatever answers otherwise can not fill the memory. */
    private static final int MOST_KEYS = 64;
    private static final String OTHERS = "others";

    private final ConcurrentHistogram latency = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final LongAdder sent = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder untold = new LongAdder();
    private final Map<String, LongAdder> byVersion = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    void sent() {
        sent.increment();
    }

    void rerouted() {
        rerouted.increment();
    }

    void told(boolean taken) {
        if (!taken) {
            untold.increment();
        }
    }

    void answered(String version, long micros) {
        succeeded.increment();
        latency.recordValue(Math.min(micros, LONGEST_MICROS));
        adder(byVersion, version).increment();
    }

    void failed(String why) {
        adder(failures, why).increment();
    }

    /** The requests that have no answer yet; cheaper than a snapshot. */
    long underWay() {
        long failed = 0;
        for (LongAdder count : failures.values()) {
            failed += count.sum();
        }
        return sent.sum() - succeeded.sum() - failed;
    }

    /** What was counted up to now. */
    public Snapshot snapshot() {
        Histogram copy = latency.copy();
        return new Snapshot(
                sent.sum(),
                succeeded.sum(),
                rerouted.sum(),
                untold.sum(),
                sums(byVersion),
                sums(failures),
                copy.getValueAtPercentile(50) / 1e3,
                copy.getValueAtPercentile(99) / 1e3,
                copy.getMaxValue() / 1e3);
    }

    private static LongAdder adder(Map<String, LongAdder> all, String key) {
        LongAdder known = all.get(key);
        if (known != null) {
            return known;
        }
        return all.computeIfAbsent(all.size() < MOST_KEYS ? key : OTHERS, k -> new LongAdder());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        Map<String, Long> sums = new TreeMap<>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }

    /**
     * The counts at one moment. Latencies are in milliseconds, from when a request was meant to start. {@code rerouted}
     * requests found no connection at one router and were sent to the next, as a Kubernetes Service would have done. {@code untold}
     * counts what was right and was not taken as feedback.
     */
    public record Snapshot(
            long sent,
            long succeeded,
            long rerouted,
            long untold,
            Map<String, Long> byVersion,
            Map<String, Long> failures,
            double p50Millis,
            double p99Millis,
            double maxMillis) {
        /** All failures of all kinds. */
        public long failed() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }

        /** The requests that have no answer yet. */
        public long underWay() {
            return sent - succeeded - failed();
        }
    }
}
