package dev.signalbox.monitor.quality;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.decay.Seen;
import dev.signalbox.monitor.decay.Seen.Answers;
import dev.signalbox.monitor.decay.Seen.Feature;
import dev.signalbox.monitor.decay.StableSince;
import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.judging.KnownAnswer;
import dev.signalbox.monitor.labels.EstimatedPerformance;
import dev.signalbox.monitor.labels.KnownAnswers;
import dev.signalbox.monitor.labels.Prediction;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import dev.signalbox.monitor.records.JudgedRecord;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import dev.signalbox.monitor.rollout.RolloutStore;
import dev.signalbox.monitor.telemetry.ProfileReader;
import dev.signalbox.monitor.telemetry.Steps;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of how a version has done over four weeks. Thread safe. */
@Singleton
class DecayReader {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DAYS = 28;

    /* So many records of each quarter of a day: spread over the day, and 28,000 at most. */
    private static final int PARTS_OF_A_DAY = 4;
    private static final int RECORDS_OF_A_PART = 250;
    private static final int MOST_CHANGES = 2_000;

    private final ProfileReader profiles;
    private final BaselineStore baselines;
    private final RecordReader records;
    private final RolloutStore rollouts;

    DecayReader(ProfileReader profiles, BaselineStore baselines, RecordReader records, RolloutStore rollouts) {
        this.profiles = profiles;
        this.baselines = baselines;
        this.records = records;
        this.rollouts = rollouts;
    }

    Seen seen(DeploymentName deployment, ModelVersion version, Instant now) {
        List<Answers> days = new ArrayList<>();
        for (int back = DAYS - 1; back >= 0; back--) {
            days.add(answers(deployment, version, now.minus(DAY.multipliedBy(back))));
        }
        return new Seen(
                now,
                baselines
                        .get(deployment, version)
                        .map(baseline -> features(deployment, version, baseline, now))
                        .orElse(null),
                days,
                StableSince.of(rollouts.changes(deployment, Instant.EPOCH, now, MOST_CHANGES), version)
                        .orElse(null));
    }

    private List<Feature> features(
            DeploymentName deployment, ModelVersion version, ReferenceProfile baseline, Instant now) {
        Profiles lately = ProfileTotal.of(profiles.profiles(deployment, version, new Steps(now.minus(DAY), now, DAY)));
        SortedMap<Instant, Profiles> byDay = byDay(deployment, version, now);
        List<Feature> features = new ArrayList<>();
        baseline.features().forEach((name, trained) -> {
            Drift drift = drift(name, trained, lately);
            if (drift != null) {
                SortedMap<Instant, Drift> days = new TreeMap<>();
                byDay.forEach((until, seen) -> {
                    Drift ofDay = drift(name, trained, seen);
                    if (ofDay != null) {
                        days.put(until, ofDay);
                    }
                });
                features.add(Feature.of(drift, days));
            }
        });
        return features;
    }

    /** Whole days, by when they ended. */
    private SortedMap<Instant, Profiles> byDay(DeploymentName deployment, ModelVersion version, Instant now) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        Steps steps = new Steps(today.minus(DAY.multipliedBy(DAYS)), today, DAY);
        SortedMap<Instant, List<ProfileSlice>> slices = profiles.profiles(deployment, version, steps).stream()
                .collect(Collectors.groupingBy(
                        slice -> slice.start().truncatedTo(ChronoUnit.DAYS).plus(DAY),
                        TreeMap::new,
                        Collectors.toList()));
        SortedMap<Instant, Profiles> sums = new TreeMap<>();
        slices.forEach((until, ofDay) -> sums.put(until, ProfileTotal.of(ofDay)));
        return sums;
    }

    private static @Nullable Drift drift(String name, FeatureProfile trained, Profiles seen) {
        FeatureProfile profile = seen.features().get(name);
        return profile == null
                ? null
                : Drift.fromBaseline(name, trained, profile).orElse(null);
    }

    private Answers answers(DeploymentName deployment, ModelVersion version, Instant until) {
        Counter counter = new Counter();
        Duration part = DAY.dividedBy(PARTS_OF_A_DAY);
        for (Instant from = until.minus(DAY); from.isBefore(until); from = from.plus(part)) {
            records.judged(
                    new RecordQuery(deployment, from, from.plus(part), RECORDS_OF_A_PART), version, counter::add);
        }
        return counter.answers(until);
    }

    private static final class Counter {
        private final EstimatedPerformance estimated = new EstimatedPerformance();
        private long labelled;
        private long right;

        void add(JudgedRecord judged) {
            KnownAnswer known = KnownAnswers.of(judged.record(), judged.feedback());
            labelled += known.asLabelled() == null ? 0 : 1;
            right += Boolean.TRUE.equals(known.asLabelled()) ? 1 : 0;
            Prediction.of(judged.record()).ifPresent(this::estimate);
        }

        private void estimate(Prediction prediction) {
            Double probability = prediction.probability();
            if (probability != null) {
                estimated.observe(probability, prediction.isPositive());
            }
        }

        Answers answers(Instant until) {
            EstimatedPerformance.Estimate estimate = estimated.estimate().orElse(null);
            return new Answers(
                    until,
                    labelled,
                    right,
                    estimate == null ? 0 : estimate.answers(),
                    estimate == null ? 0 : estimate.accuracy());
        }
    }
}
