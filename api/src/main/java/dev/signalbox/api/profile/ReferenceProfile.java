package dev.signalbox.api.profile;

import dev.signalbox.api.Require;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The training data of a version, counted as its windows are: what a model server tells the monitor once, so that windows can be
 * compared with it. {@code outputs} is what the model answers to that data.
 */
public record ReferenceProfile(
        int v, long rows, Map<String, FeatureProfile> features, Map<String, FeatureProfile> outputs) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    public ReferenceProfile {
        Require.version("baseline", v, VERSION);
        Bounds.count("baseline.rows", rows);
        features = FeatureProfile.byName("baseline.features", features);
        outputs = FeatureProfile.byName("baseline.outputs", outputs);
    }

    /** Whether there is nothing to compare with. */
    public boolean isEmpty() {
        return features.isEmpty() && outputs.isEmpty();
    }

    /** The training data's part in the bins of a profile; null where it was counted in others. */
    public static @Nullable FeatureProfile counted(FeatureBaseline baseline, FeatureProfile like) {
        return switch (baseline) {
            case NumericBaseline numbers -> numbers(numbers, like);
            case CategoryBaseline categories -> categories(categories, like);
        };
    }

    private static @Nullable FeatureProfile numbers(NumericBaseline baseline, FeatureProfile like) {
        BinnedNumbers values = like.values();
        if (values == null || !values.edges().equals(baseline.edges())) {
            return null;
        }
        return FeatureProfile.ofNumbers(
                like.kind(),
                baseline.missing(),
                new BinnedNumbers(baseline.edges(), baseline.counts(), moments(baseline)));
    }

    private static Moments moments(NumericBaseline baseline) {
        long count = baseline.rows() - baseline.missing();
        Double mean = baseline.mean();
        Double deviation = baseline.stddev();
        Double min = baseline.min();
        Double max = baseline.max();
        if (count == 0 || mean == null || deviation == null || min == null || max == null) {
            return Moments.NONE;
        }
        double squares = deviation * deviation * (count - 1) + mean * mean * count;
        boolean finite = Double.isFinite(squares) && Double.isFinite(mean * count);
        return finite && min <= max ? new Moments(count, mean * count, squares, min, max) : Moments.NONE;
    }

    private static @Nullable FeatureProfile categories(CategoryBaseline baseline, FeatureProfile like) {
        CategoryCounts named = like.categories();
        if (named == null) {
            return null;
        }
        Map<String, Long> counts = new TreeMap<>();
        named.counts()
                .keySet()
                .forEach(name -> counts.put(name, baseline.counts().getOrDefault(name, 0L)));
        long all =
                baseline.counts().values().stream().mapToLong(Long::longValue).sum();
        long byName = counts.values().stream().mapToLong(Long::longValue).sum();
        return FeatureProfile.ofCategories(baseline.missing(), new CategoryCounts(counts, all - byName, 0));
    }
}
