package dev.signalbox.monitor.profile;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.ToLongFunction;

/** Adds slices up, in whatever order they come. */
public final class ProfileTotal {
    private ProfileTotal() {}

    /** The sum of all slices. A feature that was counted in different bins is told by the bins that most of its rows are in. */
    public static Profiles of(List<ProfileSlice> slices) {
        Most<FeatureProfile> features = new Most<>(FeatureProfile::merge, FeatureProfile::rows);
        Most<OutputProfile> outputs = new Most<>(OutputProfile::merge, OutputProfile::rows);
        for (ProfileSlice slice : slices) {
            slice.profiles()
                    .features()
                    .forEach((name, profile) -> features.add(ProfileShape.Entry.of(name, profile), profile));
            slice.profiles()
                    .outputs()
                    .forEach((name, profile) -> outputs.add(ProfileShape.Entry.of(name, profile), profile));
        }
        return new Profiles(features.mostByName(), outputs.mostByName());
    }

    private static final class Most<T> {
        private final Map<ProfileShape.Entry, T> sums = new HashMap<>();
        private final BinaryOperator<T> plus;
        private final ToLongFunction<T> rows;

        Most(BinaryOperator<T> plus, ToLongFunction<T> rows) {
            this.plus = plus;
            this.rows = rows;
        }

        void add(ProfileShape.Entry shape, T profile) {
            sums.merge(shape, profile, plus);
        }

        Map<String, T> mostByName() {
            Map<String, T> most = new TreeMap<>();
            sums.entrySet().stream()
                    .sorted(Comparator.comparingLong(
                                    (Map.Entry<ProfileShape.Entry, T> sum) -> rows.applyAsLong(sum.getValue()))
                            .thenComparing(sum -> sum.getKey().toString()))
                    .forEach(sum -> most.put(sum.getKey().name(), sum.getValue()));
            return most;
        }
    }
}
