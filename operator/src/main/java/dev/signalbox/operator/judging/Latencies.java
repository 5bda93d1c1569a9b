package dev.signalbox.operator.judging;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many requests took how long, by the buckets of a Prometheus histogram; empty ones are left out. Immutable. */
public record Latencies(NavigableMap<Bucket, Long> counts) {
    /** Nothing. */
    public static final Latencies NONE = new Latencies(Collections.emptyNavigableMap());

    public Latencies {
        TreeMap<Bucket, Long> sorted = new TreeMap<>(counts);
        sorted.values().removeIf(count -> count == 0);
        counts = Collections.unmodifiableNavigableMap(sorted);
    }

    /** Latencies above one bound and at most another one, in milliseconds. */
    public record Bucket(double above, double atMost) implements Comparable<Bucket> {
        @Override
        public int compareTo(Bucket other) {
            int byUpper = Double.compare(atMost, other.atMost);
            return byUpper != 0 ? byUpper : Double.compare(above, other.above);
        }

        /** The upper bound; of the last bucket, which has none, the lower one. */
        double bound() {
            return Double.isInfinite(atMost) ? above : atMost;
        }
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many were certainly slower. */
    long slowerThan(double millis) {
        long sum = 0;
        for (Map.Entry<Bucket, Long> entry : counts.entrySet()) {
            sum += entry.getKey().above() >= millis ? entry.getValue() : 0;
        }
        return sum;
    }

    /** How many were perhaps slower: a bucket tells no more than its bounds. */
    long perhapsSlowerThan(double millis) {
        long sum = 0;
        for (Map.Entry<Bucket, Long> entry : counts.entrySet()) {
            sum += entry.getKey().atMost() > millis ? entry.getValue() : 0;
        }
        return sum;
    }

    /** The bound of the bucket that holds the quantile; 0 where there is nothing. */
    double quantile(double share) {
        double rank = share * total();
        long seen = 0;
        for (Map.Entry<Bucket, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= rank) {
                return entry.getKey().bound();
            }
        }
        return 0;
    }

    Latencies plus(Latencies other) {
        TreeMap<Bucket, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
        return new Latencies(sum);
    }

    /** What came since; may hold negative counts where the counting began anew. */
    Latencies minus(Latencies before) {
        TreeMap<Bucket, Long> rest = new TreeMap<>(counts);
        before.counts.forEach((bucket, count) -> rest.merge(bucket, -count, Long::sum));
        return new Latencies(rest);
    }

    boolean fell() {
        return counts.values().stream().anyMatch(count -> count < 0);
    }
}
