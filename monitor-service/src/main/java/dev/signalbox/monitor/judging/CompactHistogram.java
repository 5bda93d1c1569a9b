package dev.signalbox.monitor.judging;

import dev.signalbox.api.Require;
import dev.signalbox.api.telemetry.LatencyHistogram;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A latency histogram in the form in which it is stored: bytes that meet by being put behind one another. Immutable.
 */
public final class CompactHistogram {
    /* Pairs of a bucket and a count, each a number of seven bits a byte with the lowest first. A bucket may stand more than
     * once; its counts add up. So the sum of two histograms is the one's bytes followed by the other's, which a database can do
     * without understanding them. */

    /** A histogram of nothing. */
    public static final CompactHistogram EMPTY = new CompactHistogram(new byte[0]);

    private final byte[] pairs;

    private CompactHistogram(byte[] pairs) {
        this.pairs = pairs;
    }

    /** The same counts in this form. */
    public static CompactHistogram of(LatencyHistogram histogram) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        histogram.counts().forEach((bucket, count) -> {
            write(out, bucket);
            write(out, count);
        });
        return ofBytes(out.toByteArray());
    }

    /** Reads what {@link #bytes} gave. */
    public static CompactHistogram ofBytes(byte[] pairs) {
        return pairs.length == 0 ? EMPTY : new CompactHistogram(pairs.clone());
    }

    /** The form in which it is stored. */
    public byte[] bytes() {
        return pairs.clone();
    }

    /** The sum of both. */
    public CompactHistogram plus(CompactHistogram other) {
        byte[] sum = Arrays.copyOf(pairs, pairs.length + other.pairs.length);
        System.arraycopy(other.pairs, 0, sum, pairs.length, other.pairs.length);
        return ofBytes(sum);
    }

    /** The same counts, each bucket once. */
    CompactHistogram compacted() {
        return pairs.length == 0 ? this : of(histogram());
    }

    /** The same counts by bucket. */
    public LatencyHistogram histogram() {
        long[] all = new long[LatencyHistogram.LAST_BUCKET + 1];
        Sums sums = new Sums();
        addTo(all, 0, sums);
        Map<Integer, Long> counts = new TreeMap<>();
        for (int bucket = 0; bucket <= sums.highest; bucket++) {
            if (all[bucket] != 0) {
                counts.put(bucket, all[bucket]);
            }
        }
        return LatencyHistogram.of(counts);
    }

    /** Adds its counts to those by bucket, and to the sums of all of them and of those in buckets above one. */
    void addTo(long[] counts, int bucket, Sums sums) {
        /* Verdicts on a long rollout read some hundred thousands of pairs: nearly all numbers are one or two bytes. */
        int at = 0;
        while (at < pairs.length) {
            long found = pairs[at++];
            for (int shift = 7; found < 0 && at < pairs.length; shift += 7) {
                found = more(found, pairs[at++], shift);
            }
            long count = at < pairs.length ? pairs[at++] : 0;
            for (int shift = 7; count < 0 && at < pairs.length; shift += 7) {
                count = more(count, pairs[at++], shift);
            }
            int in = (int) Require.within("stored latency bucket", found, 0, LatencyHistogram.LAST_BUCKET);
            counts[in] += count;
            sums.total += count;
            sums.above += in > bucket ? count : 0;
            sums.highest = Math.max(sums.highest, in);
        }
    }

    /* The sign of what was read so far says that more comes; its place is that of the next byte's lowest bit. */
    private static long more(long soFar, byte next, int shift) {
        long low = soFar & ((1L << shift) - 1);
        long sum = low | ((next & 0x7FL) << shift);
        return next < 0 ? sum | (-1L << (shift + 7)) : sum;
    }

    /** What was added up: all counts, those above a bucket, and the highest bucket of any; -1 where there was none. */
    static final class Sums {
        long total;
        long above;
        int highest = -1;
    }

    private static void write(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7F) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
