package dev.signalbox.api.profile;

import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each category stood in the training data. */
public record CategoryBaseline(ProfileKind kind, long rows, long missing, Map<String, Long> counts)
        implements FeatureBaseline {
    public CategoryBaseline {
        Bounds.count("rows", rows);
        Bounds.count("missing", missing);
        if (kind != ProfileKind.CATEGORY) {
            throw new IllegalArgumentException("kind must be category, got " + kind);
        }
        Map<String, Long> copy = new LinkedHashMap<>(Require.present("counts", counts));
        Require.atMost("counts", Bounds.MOST_CATEGORIES, copy);
        long total = missing;
        for (Map.Entry<String, Long> category : copy.entrySet()) {
            Require.atMost("counts name", Bounds.LONGEST_CATEGORY, category.getKey());
            total += Bounds.count("counts." + category.getKey(), category.getValue());
        }
        Bounds.sameTotal("category", rows, total);
        counts = Collections.unmodifiableMap(copy);
    }

    /** The baseline of categories, each given as its index among the known ones; -1 is a missing one. */
    public static CategoryBaseline of(List<String> known, int[] indexes) {
        long[] counts = new long[known.size()];
        long missing = 0;
        for (int index : indexes) {
            if (index < 0) {
                missing++;
            } else {
                counts[index]++;
            }
        }
        Map<String, Long> byName = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            byName.put(known.get(i), counts[i]);
        }
        return new CategoryBaseline(ProfileKind.CATEGORY, indexes.length, missing, byName);
    }
}
