package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered as one output: {@code rows} values, of which {@code nulls} were none. A class has {@code categories}, a
 * number has {@code values}. {@code confidence} is there where the output says how sure the model is, and counts every
 * value, nulls as 0.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputProfile(
        ProfileKind kind,
        long rows,
        long nulls,
        @Nullable BinnedNumbers values,
        @Nullable CategoryCounts categories,
        @Nullable BinnedNumbers confidence) {
    public OutputProfile {
        Bounds.count("output.rows", rows);
        Bounds.count("output.nulls", nulls);
        Bounds.sameTotal("output", rows, nulls + FeatureProfile.counted("output", kind, values, categories));
        if (confidence != null && confidence.total() != rows) {
            throw new IllegalArgumentException(
                    "output.confidence must count as many as output.rows, " + rows + ", got " + confidence.total());
        }
    }

    /** The profile of an output that is counted as a feature is; missing values are nulls. */
    public static OutputProfile of(FeatureProfile values, @Nullable BinnedNumbers confidence) {
        return new OutputProfile(
                values.kind(), values.rows(), values.missing(), values.values(), values.categories(), confidence);
    }

    /** The sum of both, which must be of the same kind and bins. */
    public OutputProfile merge(OutputProfile other) {
        FeatureProfile.sameKind(kind, other.kind);
        if ((confidence == null) != (other.confidence == null)) {
            throw new IllegalArgumentException("confidence must be in both or in none to be added up");
        }
        return new OutputProfile(
                kind,
                rows + other.rows,
                nulls + other.nulls,
                FeatureProfile.merged(values, other.values),
                FeatureProfile.merged(categories, other.categories),
                FeatureProfile.merged(confidence, other.confidence));
    }

    /** A sorted copy of profiles by name, within the bounds of a window. */
    public static Map<String, OutputProfile> byName(String field, @Nullable Map<String, OutputProfile> profiles) {
        return Collections.unmodifiableMap(Bounds.named(field, profiles == null ? Map.of() : profiles));
    }
}
