package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.LatencyHistogram;
import java.util.List;

/** Adds up latencies by bucket. Not thread safe. */
final class LatencyTotals {
    private final long[] counts;
    private int highest;
    private long total;

    LatencyTotals() {
        this(new long[LatencyHistogram.LAST_BUCKET + 1], -1, 0);
    }

    private LatencyTotals(long[] counts, int highest, long total) {
        this.counts = counts;
        this.highest = highest;
        this.total = total;
    }

    /** The same totals, which do not change with these. */
    LatencyTotals copy() {
        return new LatencyTotals(counts.clone(), highest, total);
    }

    /** These totals without some that are a part of them. */
    LatencyTotals without(LatencyTotals part) {
        long[] rest = counts.clone();
        for (int bucket = 0; bucket <= part.highest; bucket++) {
            rest[bucket] -= part.counts[bucket];
        }
        return new LatencyTotals(rest, highest, total - part.total);
    }

    void add(List<Counted> arm) {
        var unused = add(arm, 0);
    }

    /** Adds an arm's latencies, and counts them and those in buckets above one. */
    Exceedance add(List<Counted> arm, int bucket) {
        CompactHistogram.Sums sums = new CompactHistogram.Sums();
        for (Counted counted : arm) {
            if (counted instanceof Counted.Served served) {
                served.latency().addTo(counts, bucket, sums);
            }
        }
        total += sums.total;
        highest = Math.max(highest, sums.highest);
        return new Exceedance(sums.total, sums.above);
    }

    /** How many latencies there were, and how many of them in buckets above one. */
    record Exceedance(long total, long above) {}

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
