package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.LatencyHistogram;
import java.util.List;

/** Adds up latencies by bucket. Not thread safe. */
final class LatencyTotals {
    private final long[] counts = new long[LatencyHistogram.LAST_BUCKET + 1];
    private int highest = -1;
    private long total;

    void add(List<Counted> arm) {
        for (Counted counted : arm) {
            if (counted instanceof Counted.Served served) {
                served.latency().forEach(this::add);
            }
        }
    }

    private void add(int bucket, long count) {
        counts[bucket] += count;
        total += count;
        highest = Math.max(highest, bucket);
    }

    long total() {
        return total;
    }

    /** The bucket of the quantile, or -1 where nothing was counted. */
    int quantileBucket(double quantile) {
        return total == 0 ? -1 : bucketOfRank((long) Math.floor(quantile * (total - 1)) + 1);
    }

    /** The bucket of the latency of this rank, counted from 1 for the least. */
    int bucketOfRank(long rank) {
        /* From above: the ranks that are asked for stand close to the upper end. */
        long above = 0;
        for (int bucket = highest; bucket > 0; bucket--) {
            above += counts[bucket];
            if (total - above < rank) {
                return bucket;
            }
        }
        return 0;
    }
}
