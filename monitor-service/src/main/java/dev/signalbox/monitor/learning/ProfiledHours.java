package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.drift.Alignment;
import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.limits.Hour;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.limits.StableHours.Span;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import dev.signalbox.monitor.telemetry.ProfileReader;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what profiles say of a version hour by hour: missing values, and distances from its training data. Thread safe. */
@Singleton
class ProfiledHours {
    /* Profiles of many features take room: a day of them is read at once. */
    private static final int DAY = 24;

    private final ProfileReader profiles;
    private final BaselineStore baselines;

    ProfiledHours(ProfileReader profiles, BaselineStore baselines) {
        this.profiles = profiles;
        this.baselines = baselines;
    }

    void read(DeploymentName deployment, Span span, List<AlarmRule> rules, BiConsumer<SeriesKey, Hour> found) {
        ReferenceProfile baseline = baselines.get(deployment, span.version()).orElse(null);
        for (long from = span.from(); from < span.to(); from += DAY) {
            byHour(deployment, new Span(span.version(), from, Math.min(span.to(), from + DAY)))
                    .forEach((hour, seen) -> rules.forEach(rule -> add(rule, hour, seen, baseline, found)));
        }
    }

    private Map<Long, Profiles> byHour(DeploymentName deployment, Span span) {
        Map<Long, List<ProfileSlice>> slices =
                profiles.profiles(deployment, span.version(), start(span.from()), start(span.to())).stream()
                        .collect(Collectors.groupingBy(
                                slice -> Hour.of(slice.start().getEpochSecond()), TreeMap::new, Collectors.toList()));
        Map<Long, Profiles> sums = new TreeMap<>();
        slices.forEach((hour, of) -> sums.put(hour, ProfileTotal.of(of)));
        return sums;
    }

    private static Instant start(long hour) {
        return Instant.ofEpochSecond(Hour.second(hour));
    }

    private static void add(
            AlarmRule rule,
            long hour,
            Profiles seen,
            @Nullable ReferenceProfile baseline,
            BiConsumer<SeriesKey, Hour> found) {
        looked(rule, seen).forEach((name, profile) -> {
            Hour of = hour(rule, hour, profile, trained(rule, name, baseline));
            if (of != null) {
                found.accept(new SeriesKey(rule.name(), name), of);
            }
        });
    }

    private static @Nullable Hour hour(
            AlarmRule rule, long hour, FeatureProfile profile, @Nullable FeatureProfile trained) {
        if (rule.metric() == Metric.MISSING_RATE) {
            return profile.rows() == 0 ? null : Hour.ofRate(hour, profile.rows(), profile.missing());
        }
        if (trained == null || profile.rows() < HourReader.LEAST_OF_AN_AMOUNT) {
            return null;
        }
        return Drift.fromBaseline(rule.name(), trained, profile)
                .map(drift -> new Hour(hour, drift.rows(), drift.effect()))
                .orElse(null);
    }

    private static @Nullable FeatureProfile trained(AlarmRule rule, String name, @Nullable ReferenceProfile baseline) {
        if (baseline == null) {
            return null;
        }
        return (rule.metric() == Metric.PREDICTION_DRIFT ? baseline.outputs() : baseline.features()).get(name);
    }

    private static Map<String, FeatureProfile> looked(AlarmRule rule, Profiles seen) {
        Map<String, FeatureProfile> looked = new TreeMap<>();
        if (rule.metric() == Metric.PREDICTION_DRIFT) {
            seen.outputs().forEach((name, output) -> looked.put(name, Alignment.ofOutput(output)));
            return looked;
        }
        String named = rule.feature();
        seen.features().forEach((name, profile) -> {
            if (named == null || named.equals(AlarmRule.ALL_FEATURES) || named.equals(name)) {
                looked.put(name, profile);
            }
        });
        return looked;
    }
}
