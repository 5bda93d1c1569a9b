package dev.signalbox.api.telemetry;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts latencies until they are drained into a {@link LatencyHistogram}. Thread safe; a recording is lost by no drain. */
public final class LatencyRecorder {
    private final AtomicLongArray counts = new AtomicLongArray(LatencyHistogram.LAST_BUCKET + 1);

    /** Counts one latency. */
    public void recordNanos(long nanos) {
        counts.incrementAndGet(LatencyHistogram.bucketOf(nanos / 1e3));
    }

    /** Takes out what was counted since the last drain. */
    public LatencyHistogram drain() {
        Map<Integer, Long> taken = new TreeMap<>();
        for (int bucket = 0; bucket < counts.length(); bucket++) {
            if (counts.get(bucket) != 0) {
                taken.put(bucket, counts.getAndSet(bucket, 0));
            }
        }
        return LatencyHistogram.of(taken);
    }
}
