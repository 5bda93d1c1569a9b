package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What every counter of a window must be. */
final class Counts {
    /* Far above any real count, and far below where sums of windows would leave a long. */
    static final long LARGEST = 1_000_000_000_000L;

    static final int MOST_NAMES = 1_000;

    static final int LONGEST_NAME = 128;

    private Counts() {}

    static long check(String field, @Nullable Long count) {
        return Require.within(field, Require.present(field, count), 0, LARGEST);
    }

    /** A sorted copy in which every name and count is within bounds. */
    static Map<String, Long> byName(String field, @Nullable Map<String, Long> counts) {
        TreeMap<String, Long> sorted = new TreeMap<>(counts == null ? Map.of() : counts);
        Require.atMost(field, MOST_NAMES, sorted);
        sorted.forEach((name, count) -> {
            Require.atMost(field + " name", LONGEST_NAME, name);
            check(field + "." + name, count);
        });
        return Collections.unmodifiableMap(sorted);
    }
}
