package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each of the baseline's most frequent categories was seen; {@code other} are those of its further ones together, and
 * {@code unseen} what the baseline never saw. Only counts of the same categories add up.
 */
public record CategoryCounts(Map<String, Long> counts, long other, long unseen) {
    /** The most categories that are counted one by one. */
    public static final int MOST = 50;

    public CategoryCounts {
        TreeMap<String, Long> sorted = new TreeMap<>(Require.present("categories.counts", counts));
        Require.atMost("categories.counts", MOST, sorted);
        sorted.forEach((name, count) -> {
            Require.atMost("categories.counts name", Bounds.LONGEST_CATEGORY, name);
            Bounds.count("categories.counts." + name, count);
        });
        counts = Collections.unmodifiableMap(sorted);
        Bounds.count("categories.other", other);
        Bounds.count("categories.unseen", unseen);
    }

    /** How many values were counted. */
    @JsonIgnore
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum() + other + unseen;
    }

    /** The sum of both, which must count the same categories. */
    public CategoryCounts merge(CategoryCounts more) {
        if (!counts.keySet().equals(more.counts.keySet())) {
            throw new IllegalArgumentException("categories.counts must be of the same categories to be added up, got "
                    + counts.keySet() + " and " + more.counts.keySet());
        }
        TreeMap<String, Long> sums = new TreeMap<>(counts);
        more.counts.forEach((name, count) -> sums.merge(name, count, Long::sum));
        return new CategoryCounts(sums, other + more.other, unseen + more.unseen);
    }
}
