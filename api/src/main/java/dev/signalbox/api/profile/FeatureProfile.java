package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one feature: {@code rows} values, of which {@code missing} were none. A category has {@code categories}; a
 * number has {@code values}, and a text has those of its lengths. Two profiles meet by {@link #merge addition} alone.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureProfile(
        ProfileKind kind,
        long rows,
        long missing,
        @Nullable BinnedNumbers values,
        @Nullable CategoryCounts categories) {
    public FeatureProfile {
        Bounds.count("feature.rows", rows);
        Bounds.count("feature.missing", missing);
        Bounds.sameTotal("feature", rows, missing + counted("feature", kind, values, categories));
    }

    /** A feature of numbers, or of texts by their length. */
    public static FeatureProfile ofNumbers(ProfileKind kind, long missing, BinnedNumbers values) {
        return new FeatureProfile(kind, missing + values.total(), missing, values, null);
    }

    /** A feature of categories. */
    public static FeatureProfile ofCategories(long missing, CategoryCounts categories) {
        return new FeatureProfile(ProfileKind.CATEGORY, missing + categories.total(), missing, null, categories);
    }

    /** The sum of both, which must be of the same kind and bins. */
    public FeatureProfile merge(FeatureProfile other) {
        sameKind(kind, other.kind);
        return new FeatureProfile(
                kind,
                rows + other.rows,
                missing + other.missing,
                merged(values, other.values),
                merged(categories, other.categories));
    }

    /** A sorted copy of profiles by name, within the bounds of a window. */
    public static Map<String, FeatureProfile> byName(String field, @Nullable Map<String, FeatureProfile> profiles) {
        return Collections.unmodifiableMap(Bounds.named(field, profiles == null ? Map.of() : profiles));
    }

    static long counted(
            String field,
            @Nullable ProfileKind kind,
            @Nullable BinnedNumbers values,
            @Nullable CategoryCounts categories) {
        boolean ofCategories = Require.present(field + ".kind", kind) == ProfileKind.CATEGORY;
        if (ofCategories && categories != null && values == null) {
            return categories.total();
        }
        if (!ofCategories && values != null && categories == null) {
            return values.total();
        }
        throw new IllegalArgumentException(
                field + " must have categories if it is a category and values if it is not, and no others");
    }

    static void sameKind(ProfileKind one, ProfileKind other) {
        if (one != other) {
            throw new IllegalArgumentException("kind must be the same to be added up, got " + one + " and " + other);
        }
    }

    static @Nullable BinnedNumbers merged(@Nullable BinnedNumbers one, @Nullable BinnedNumbers other) {
        return one == null || other == null ? null : one.merge(other);
    }

    static @Nullable CategoryCounts merged(@Nullable CategoryCounts one, @Nullable CategoryCounts other) {
        return one == null || other == null ? null : one.merge(other);
    }
}
