package dev.signalbox.monitor.page;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.page.DriftOverTime.OfFeature;
import dev.signalbox.monitor.page.DriftOverTime.OfVersion;
import dev.signalbox.monitor.page.DriftOverTime.Point;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import dev.signalbox.monitor.telemetry.ProfileReader;
import dev.signalbox.monitor.telemetry.Steps;
import dev.signalbox.monitor.traffic.Grid;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what was seen of features against the data that versions were trained on. Thread safe. */
@Singleton
class DriftReader {
    private final ProfileReader profiles;
    private final BaselineStore baselines;

    DriftReader(ProfileReader profiles, BaselineStore baselines) {
        this.profiles = profiles;
        this.baselines = baselines;
    }

    /** The drift of these versions, step by step. */
    DriftOverTime drift(DeploymentName deployment, List<ModelVersion> versions, Grid grid) {
        return new DriftOverTime(
                grid.step(),
                grid.starts(),
                versions.stream()
                        .map(version -> ofVersion(deployment, version, grid))
                        .toList());
    }

    private OfVersion ofVersion(DeploymentName deployment, ModelVersion version, Grid grid) {
        Optional<ReferenceProfile> baseline = baselines.get(deployment, version);
        return new OfVersion(
                version,
                baseline.isPresent(),
                baseline.map(reference -> features(reference, byStep(deployment, version, grid)))
                        .orElse(List.of()));
    }

    private Map<Long, Profiles> byStep(DeploymentName deployment, ModelVersion version, Grid grid) {
        Steps steps =
                new Steps(Instant.ofEpochSecond(grid.starts().getFirst()), grid.to(), Duration.ofSeconds(grid.step()));
        Map<Long, List<ProfileSlice>> slices = profiles.profiles(deployment, version, steps).stream()
                .collect(Collectors.groupingBy(
                        slice -> grid.startOf(slice.start().getEpochSecond()), TreeMap::new, Collectors.toList()));
        Map<Long, Profiles> sums = new TreeMap<>();
        slices.forEach((at, ofStep) -> sums.put(at, ProfileTotal.of(ofStep)));
        return sums;
    }

    private static List<OfFeature> features(ReferenceProfile reference, Map<Long, Profiles> byStep) {
        List<OfFeature> features = new ArrayList<>();
        reference.features().forEach((name, baseline) -> {
            List<Point> points = new ArrayList<>();
            byStep.forEach((at, seen) -> {
                FeatureProfile profile = seen.features().get(name);
                if (profile != null) {
                    Drift.fromBaseline(name, baseline, profile)
                            .ifPresent(drift -> points.add(new Point(at, drift.effect(), drift.rows())));
                }
            });
            if (!points.isEmpty()) {
                features.add(new OfFeature(name, baseline.kind(), points));
            }
        });
        return features;
    }

    /** How a feature was distributed; empty where it was not seen. */
    Optional<Distribution> distribution(DeploymentName deployment, ModelVersion version, String feature, Grid grid) {
        Profiles seen = ProfileTotal.of(profiles.profiles(deployment, version, grid.from(), grid.to()));
        FeatureProfile reference = baselines
                .get(deployment, version)
                .map(baseline -> baseline.features().get(feature))
                .orElse(null);
        return Optional.ofNullable(seen.features().get(feature))
                .map(current -> Distribution.of(version, feature, reference, current));
    }
}
