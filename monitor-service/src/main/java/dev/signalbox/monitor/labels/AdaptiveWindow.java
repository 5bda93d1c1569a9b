package dev.signalbox.monitor.labels;

import dev.signalbox.api.Require;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The mean of a stream over as long a window as nothing changed in: ADWIN. It estimates the present rate; it is no alarm. Not thread
 * safe.
 */
public final class AdaptiveWindow {
    /* Buckets of 2^i values, at most MOST_OF_A_SIZE of each size; every border between buckets is a place where the window may
     * be cut, and while the means on both sides of one differ too much the oldest bucket goes.
     * Bifet, Gavalda: Learning from time-changing data with adaptive windowing, SDM 2007. */
    private static final int MOST_OF_A_SIZE = 5;
    private static final long LEAST_SIDE = 5;

    private final double delta;
    private final int every;
    /* By size, the newest first. */
    private final List<Deque<Bucket>> rows = new ArrayList<>();
    private long count;
    private double sum;
    private double squares;
    private long seen;

    /** A window that is cut wrongly with a probability of about {@code delta}, looked at every so many values. */
    public AdaptiveWindow(double delta, int every) {
        this.delta = Require.within("delta", delta, 1e-12, 1.0);
        this.every = (int) Require.within("every", every, 1, 1_000_000);
    }

    /* squares: the sum of squared differences from the bucket's own mean. */
    private record Bucket(long size, double sum, double squares) {
        Bucket plus(Bucket other) {
            double difference = sum / size - other.sum / other.size;
            return new Bucket(
                    size + other.size,
                    sum + other.sum,
                    squares + other.squares + difference * difference * size * other.size / (size + other.size));
        }
    }

    /** Adds the next value; says whether the window was cut. */
    public boolean observe(double value) {
        add(new Bucket(1, value, 0));
        seen++;
        boolean cut = false;
        if (seen % every == 0) {
            while (isCut()) {
                dropOldest();
                cut = true;
            }
        }
        return cut;
    }

    private void add(Bucket bucket) {
        squares = count == 0 ? 0 : new Bucket(count, sum, squares).plus(bucket).squares();
        count += bucket.size();
        sum += bucket.sum();
        for (int row = 0; ; row++) {
            if (row == rows.size()) {
                rows.add(new ArrayDeque<>());
            }
            Deque<Bucket> buckets = rows.get(row);
            buckets.addFirst(bucket);
            if (buckets.size() <= MOST_OF_A_SIZE) {
                return;
            }
            Bucket older = buckets.removeLast();
            bucket = buckets.removeLast().plus(older);
        }
    }

    private boolean isCut() {
        double spread = squares / Math.max(1, count);
        double log = Math.log(2 * Math.log((double) count) / delta);
        long size = 0;
        double part = 0;
        for (int row = rows.size() - 1; row >= 0; row--) {
            Iterator<Bucket> oldestFirst = rows.get(row).descendingIterator();
            while (oldestFirst.hasNext()) {
                Bucket bucket = oldestFirst.next();
                size += bucket.size();
                part += bucket.sum();
                long rest = count - size;
                if (size >= LEAST_SIDE && rest >= LEAST_SIDE) {
                    double m = 1.0 / (size - LEAST_SIDE + 1) + 1.0 / (rest - LEAST_SIDE + 1);
                    double bound = Math.sqrt(2 * m * spread * log) + 2.0 / 3 * m * log;
                    if (Math.abs(part / size - (sum - part) / rest) > bound) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void dropOldest() {
        Deque<Bucket> last = rows.getLast();
        Bucket oldest = last.removeLast();
        if (last.isEmpty()) {
            rows.removeLast();
        }
        count -= oldest.size();
        sum -= oldest.sum();
        double difference = count == 0 ? 0 : oldest.sum() / oldest.size() - sum / count;
        squares = Math.max(
                0,
                squares
                        - oldest.squares()
                        - difference * difference * oldest.size() * count / Math.max(1, oldest.size() + count));
    }

    /** The mean of the window. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** How many values are in the window. */
    public long size() {
        return count;
    }
}
