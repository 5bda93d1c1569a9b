package dev.signalbox.api.profile;

import java.util.Arrays;

/**
 * The values of some ranks, without sorting all of them: values are counted by the first bits of a key that rises as they do, and
 * only those that share these bits with a wanted rank are sorted. No worse than sorting, should all of them share them.
 */
final class Ranks {
    /* Sign, exponent and six bits of the fraction: a quarter of a million counters, which a processor's cache holds. */
    private static final int BITS = 18;
    private static final int SHIFT = Long.SIZE - BITS;

    private Ranks() {}

    /** The values that would stand at these places, which rise, were the first {@code size} of the values sorted; none is NaN. */
    static double[] of(double[] values, int size, int[] places) {
        int[] buckets = new int[1 << BITS];
        for (int i = 0; i < size; i++) {
            buckets[bucket(values[i])]++;
        }
        double[][] shared = new double[places.length][];
        int[] first = new int[places.length];
        int groups = markWanted(buckets, places, shared, first);
        gather(values, size, buckets, shared);
        for (int group = 0; group < groups; group++) {
            Arrays.sort(shared[group]);
        }
        double[] found = new double[places.length];
        int group = 0;
        for (int at = 0; at < places.length; at++) {
            while (places[at] >= first[group] + shared[group].length) {
                group++;
            }
            found[at] = shared[group][places[at] - first[group]];
        }
        return found;
    }

    /* In the place of its count a bucket that holds a wanted rank gets the number of its group, as -1, -2, ... */
    private static int markWanted(int[] buckets, int[] places, double[][] shared, int[] first) {
        int groups = 0;
        int before = 0;
        int at = 0;
        for (int bucket = 0; at < places.length; bucket++) {
            int count = buckets[bucket];
            int after = before + count;
            if (places[at] < after) {
                shared[groups] = new double[count];
                first[groups] = before;
                buckets[bucket] = - ++groups;
            }
            while (at < places.length && places[at] < after) {
                at++;
            }
            before = after;
        }
        return groups;
    }

    private static void gather(double[] values, int size, int[] buckets, double[][] shared) {
        int[] next = new int[shared.length];
        for (int i = 0; i < size; i++) {
            int marked = buckets[bucket(values[i])];
            if (marked < 0) {
                int group = -marked - 1;
                shared[group][next[group]++] = values[i];
            }
        }
    }

    /* Bits of a negative number fall as it rises: all of them are turned, of others the sign alone. */
    private static int bucket(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return (int) ((bits ^ (bits >> (Long.SIZE - 1) | Long.MIN_VALUE)) >>> SHIFT);
    }
}
