package dev.signalbox.api.profile;

import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code baseline.json}: the profile of the training data, with the bins that every later profile is counted in. {@code outputs}
 * is what the model answers to that data.
 */
public record Baseline(int v, long rows, Map<String, FeatureBaseline> features, Map<String, FeatureBaseline> outputs) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** Where there is no profile. */
    public static final Baseline NONE = new Baseline(VERSION, 0, Map.of(), Map.of());

    public Baseline {
        Require.version("baseline", v, VERSION);
        Bounds.count("rows", rows);
        features = checked("features", features);
        outputs = checked("outputs", outputs);
    }

    /* In the order of the document, which is the one that people know the features by. */
    private static Map<String, FeatureBaseline> checked(String field, @Nullable Map<String, FeatureBaseline> named) {
        Map<String, FeatureBaseline> given = named == null ? Map.of() : named;
        Bounds.named(field, given);
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
}
