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

    /** The same counts by bucket. */
    public LatencyHistogram histogram() {
        Map<Integer, Long> counts = new TreeMap<>();
        forEach((bucket, count) -> counts.merge(bucket, count, Long::sum));
        return LatencyHistogram.of(counts);
    }

    /** Hands over every bucket with its count; a bucket may come more than once. */
    void forEach(BucketCount reader) {
        int at = 0;
        while (at < pairs.length) {
            long bucket = 0;
            int shift = 0;
            byte next;
            do {
                next = pairs[at++];
                bucket |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next < 0 && at < pairs.length);
            long count = 0;
            shift = 0;
            while (at < pairs.length) {
                next = pairs[at++];
                count |= (next & 0x7FL) << shift;
                shift += 7;
                if (next >= 0) {
                    break;
                }
            }
            reader.accept(
                    (int) Require.within("stored latency bucket", bucket, 0, LatencyHistogram.LAST_BUCKET), count);
        }
    }

    /** Takes a bucket and a count. */
    interface BucketCount {
        void accept(int bucket, long count);
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
