package dev.signalbox.monitor.judging;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.drift.Alignment;
import dev.signalbox.monitor.drift.Discoveries;
import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.drift.SideBySide;
import dev.signalbox.monitor.limits.LimitsInForce;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alarm over the distance of features, answers or confidence from the training data, or from stable's over the same time.
 *
 * <p>It fires where both the effect is beyond the limit and the evidence, shared out over all features that are looked at, is
 * enough. What stable shows against its own training data too is the world's, not the candidate's.
 */
final class DriftAlarm {
    private static final double AS_MUCH = 0.5;
    private static final long LEAST_ROWS = 100;

    private final AlarmRule rule;
    private final Profiled profiled;
    private final LimitsInForce limits;
    private final long second;

    /** An alarm whose limits are those in force in a second. */
    DriftAlarm(AlarmRule rule, Profiled profiled, LimitsInForce limits, long second) {
        this.limits = limits;
        this.second = second;
        this.rule = rule;
        this.profiled = profiled;
    }

    /** One thing that was looked at: how far it moved, what is left of its evidence, and how far stable's moved. */
    record Moved(Drift drift, double logEvidence, @Nullable Drift ofStable, double limit) {
        private boolean isBeyond(double logNeeded) {
            return drift.effect() > limit && logEvidence >= logNeeded;
        }

        private boolean isTheWorlds() {
            return ofStable != null
                    && ofStable.rows() >= LEAST_ROWS
                    && ofStable.effect() >= AS_MUCH * Math.min(drift.effect(), 2 * limit);
        }
    }

    /** What was found: the foremost, all that moved, and whether the world did. */
    record Found(Moved foremost, List<Moved> moved, boolean ofTheWorld) {}

    /** What the alarm found; empty where there was nothing to compare. */
    Optional<Found> judge(double harmNeeded) {
        List<Moved> all = rule.comparesWithStable() ? againstStable() : againstBaseline();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Comparator<Moved> byEffect = Comparator.comparingDouble(m -> m.drift().effect());
        List<Moved> beyond = all.stream()
                .filter(m -> m.isBeyond(Math.log(harmNeeded)))
                .sorted(byEffect.reversed())
                .toList();
        List<Moved> own = beyond.stream().filter(m -> !m.isTheWorlds()).toList();
        if (!own.isEmpty()) {
            return Optional.of(new Found(own.getFirst(), own, false));
        }
        Moved foremost = beyond.isEmpty() ? all.stream().max(byEffect).orElseThrow() : beyond.getFirst();
        return Optional.of(new Found(foremost, beyond, !beyond.isEmpty()));
    }

    private List<Moved> againstBaseline() {
        Map<String, Drift> candidate =
                fromBaseline(ProfileTotal.of(profiled.candidate()), profiled.candidateBaseline());
        List<ProfileSlice> ofStable = Stream.concat(profiled.stableBefore().stream(), profiled.stable().stream())
                .toList();
        return adjusted(
                List.copyOf(candidate.values()), fromBaseline(ProfileTotal.of(ofStable), profiled.stableBaseline()));
    }

    private Map<String, Drift> fromBaseline(Profiles seen, ReferenceProfile baseline) {
        boolean ofFeatures = rule.metric() == Metric.FEATURE_DRIFT;
        Map<String, FeatureProfile> trained = ofFeatures ? baseline.features() : baseline.outputs();
        Map<String, Drift> drifts = new TreeMap<>();
        looked(seen).forEach((name, profile) -> {
            FeatureProfile reference = trained.get(name);
            if (reference != null) {
                Drift.fromBaseline(name, reference, profile).ifPresent(drift -> drifts.put(name, drift));
            }
        });
        return drifts;
    }

    private List<Moved> againstStable() {
        Map<Instant, ProfileSlice> ofStable = new HashMap<>();
        profiled.stable().forEach(slice -> ofStable.putIfAbsent(slice.start(), slice));
        Map<String, SideBySide> compared = new TreeMap<>();
        for (ProfileSlice slice : profiled.candidate()) {
            ProfileSlice beside = ofStable.get(slice.start());
            Map<String, FeatureProfile> stable = beside == null ? Map.of() : looked(beside.profiles());
            looked(slice.profiles()).forEach((name, profile) -> {
                FeatureProfile reference = stable.get(name);
                if (reference != null) {
                    compared.computeIfAbsent(name, SideBySide::new).add(reference, profile);
                }
            });
        }
        List<Drift> drifts = compared.values().stream()
                .flatMap(both -> both.drift().stream())
                .toList();
        return adjusted(drifts, Map.of());
    }

    private List<Moved> adjusted(List<Drift> drifts, Map<String, Drift> ofStable) {
        double[] logs = Discoveries.adjustedLogs(
                drifts.stream().mapToDouble(Drift::logEvidence).toArray());
        List<Moved> all = new ArrayList<>();
        for (int i = 0; i < logs.length; i++) {
            String name = drifts.get(i).name();
            double limit = limits.of(rule, name).at(second);
            all.add(new Moved(drifts.get(i), logs[i], ofStable.get(name), limit));
        }
        return all;
    }

    /** The profiles that the rule is about. */
    private Map<String, FeatureProfile> looked(Profiles seen) {
        Map<String, FeatureProfile> looked = new TreeMap<>();
        switch (rule.metric()) {
            case FEATURE_DRIFT -> {
                String feature = rule.feature();
                if (feature == null || feature.equals(AlarmRule.ALL_FEATURES)) {
                    return seen.features();
                }
                FeatureProfile one = seen.features().get(feature);
                if (one != null) {
                    looked.put(feature, one);
                }
            }
            case PREDICTION_DRIFT ->
                seen.outputs().forEach((name, output) -> looked.put(name, Alignment.ofOutput(output)));
            default -> seen.outputs().forEach((name, output) -> putConfidence(looked, name, output));
        }
        return looked;
    }

    private static void putConfidence(Map<String, FeatureProfile> looked, String name, OutputProfile output) {
        FeatureProfile confidence = Alignment.ofConfidence(output);
        if (confidence != null) {
            looked.put(name, confidence);
        }
    }
}
