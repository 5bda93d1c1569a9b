package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Counts of latencies in logarithmic buckets of a fixed relative accuracy. Immutable. Two histograms meet by {@link
 * #merge addition} alone, without any loss.
 */
public record LatencyHistogram(double accuracy, Map<Integer, Long> counts) {
    /* The mapping of DDSketch [1]: bucket i holds the values in (gamma^(i-1), gamma^i], with
     * gamma = (1 + a) / (1 - a), so that a bucket's middle is within a of every value in it. The accuracy is one constant
     * and the range is closed at both ends, so that there is a fixed, small number of buckets, all sketches merge exactly,
     * and the number of values above a bucket's bound has no error at all: what the exceedance test needs.
     * [1] Masson, Rim, Lee: DDSketch, PVLDB 12(12), 2019. */

    /** The relative accuracy of every histogram. */
    public static final double ACCURACY = 0.01;

    /** The highest bucket's index; it also holds everything slower, from about an hour on. */
    public static final int LAST_BUCKET = 1_100;

    /** A histogram of nothing. */
    public static final LatencyHistogram EMPTY = new LatencyHistogram(ACCURACY, Map.of());

    private static final double LOG_GAMMA = Math.log((1 + ACCURACY) / (1 - ACCURACY));

    public LatencyHistogram {
        Require.within("latency.accuracy", accuracy, ACCURACY, ACCURACY);
        TreeMap<Integer, Long> sorted = new TreeMap<>(Require.present("latency.counts", counts));
        sorted.forEach((bucket, count) -> {
            Require.within("latency.counts bucket", bucket, 0, LAST_BUCKET);
            Counts.check("latency.counts[" + bucket + "]", count);
        });
        sorted.values().removeIf(count -> count == 0);
        counts = Collections.unmodifiableNavigableMap(sorted);
    }

    /** A histogram of these counts by bucket. */
    public static LatencyHistogram of(Map<Integer, Long> counts) {
        return counts.isEmpty() ? EMPTY : new LatencyHistogram(ACCURACY, counts);
    }

    /** The bucket that a latency in microseconds belongs to. */
    public static int bucketOf(double micros) {
        if (!(micros > 1)) {
            return 0;
        }
        return (int) Math.min(LAST_BUCKET, Math.ceil(Math.log(micros) / LOG_GAMMA));
    }

    /** The largest latency of a bucket, in microseconds. */
    public static double upperBoundMicros(int bucket) {
        return Math.exp(bucket * LOG_GAMMA);
    }

    /** How many latencies were counted. */
    @JsonIgnore
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many latencies lie in buckets above this one: exact for the bucket's upper bound as the limit. */
    public long countAbove(int bucket) {
        return sorted().tailMap(bucket, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The bucket that holds the quantile, or -1 where nothing was counted. */
    public int quantileBucket(double quantile) {
        Require.within("quantile", quantile, 0.0, 1.0);
        long rank = (long) Math.floor(quantile * (total() - 1));
        long seen = 0;
        for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen > rank) {
                return entry.getKey();
            }
        }
        return -1;
    }

    /** The quantile in microseconds, within the accuracy; empty where nothing was counted. */
    public OptionalDouble quantileMicros(double quantile) {
        int bucket = quantileBucket(quantile);
        return bucket < 0 ? OptionalDouble.empty() : OptionalDouble.of(upperBoundMicros(bucket) * (1 - ACCURACY));
    }

    /** The sum of both. */
    public LatencyHistogram merge(LatencyHistogram other) {
        if (other.counts.isEmpty()) {
            return this;
        }
        if (counts.isEmpty()) {
            return other;
        }
        TreeMap<Integer, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
        return new LatencyHistogram(ACCURACY, sum);
    }

    private NavigableMap<Integer, Long> sorted() {
        return (NavigableMap<Integer, Long>) counts;
    }
}
