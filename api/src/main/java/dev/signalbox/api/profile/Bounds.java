package dev.signalbox.api.profile;

import dev.signalbox.api.Require;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The bounds of every profile, so that a window of many of them still has one. */
final class Bounds {
    /* Far above any real count, and far below where sums of windows would leave a long. */
    static final long LARGEST_COUNT = 1_000_000_000_000L;

    static final int MOST_EDGES = 100;

    /** One profile a name, and a name for every feature of the largest signature. */
    static final int MOST_PROFILES = 1_000;

    static final int LONGEST_NAME = 160;

    static final int MOST_CATEGORIES = 100_000;

    static final int LONGEST_CATEGORY = 1_024;

    private Bounds() {}

    static long count(String field, @Nullable Long count) {
        return Require.within(field, Require.present(field, count), 0, LARGEST_COUNT);
    }

    static double finite(String field, @Nullable Double number) {
        return Require.within(field, Require.present(field, number), -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    /** Edges that are finite, rising and not too many. */
    static List<Double> edges(String field, @Nullable List<Double> edges) {
        List<Double> copy = List.copyOf(Require.present(field, edges));
        Require.atMost(field, MOST_EDGES, copy);
        for (int i = 0; i < copy.size(); i++) {
            finite(field + "[" + i + "]", copy.get(i));
            if (i > 0 && copy.get(i) <= copy.get(i - 1)) {
                throw new IllegalArgumentException(
                        field + " must rise, but " + copy.get(i) + " follows " + copy.get(i - 1));
            }
        }
        return copy;
    }

    /** Counts of the bins between so many edges. */
    static List<Long> counts(String field, @Nullable List<Long> counts, int edges) {
        List<Long> copy = List.copyOf(Require.present(field, counts));
        if (copy.size() != edges + 1) {
            throw new IllegalArgumentException(
                    field + " must be one more than the edges, " + (edges + 1) + ", got " + copy.size());
        }
        for (int i = 0; i < copy.size(); i++) {
            count(field + "[" + i + "]", copy.get(i));
        }
        return copy;
    }

    /** A sorted copy in which every name is short enough, and there are not too many. */
    static <T> Map<String, T> named(String field, Map<String, T> values) {
        Map<String, T> sorted = new TreeMap<>(values);
        Require.atMost(field, MOST_PROFILES, sorted);
        sorted.forEach((name, value) -> {
            Require.atMost(field + " name", LONGEST_NAME, name);
            Require.present(field + "." + name, value);
        });
        return sorted;
    }

    static void sameTotal(String field, long rows, long parts) {
        if (rows != parts) {
            throw new IllegalArgumentException(
                    field + ".rows must be the sum of what they were counted as, " + parts + ", got " + rows);
        }
    }
}
