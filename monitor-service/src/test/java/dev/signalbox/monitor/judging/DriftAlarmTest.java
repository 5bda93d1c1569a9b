package dev.signalbox.monitor.judging;

import static dev.signalbox.monitor.judging.Alarms.LAX;
import static dev.signalbox.monitor.judging.Alarms.START;
import static dev.signalbox.monitor.judging.Alarms.judge;
import static dev.signalbox.monitor.judging.Alarms.known;
import static dev.signalbox.monitor.judging.Alarms.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.limits.LimitSchedule;
import dev.signalbox.monitor.limits.LimitsInForce;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.Profiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Alarms over drift and missing values, and what they make of a verdict. */
class DriftAlarmTest {
    private static final Bins DECILES = Bins.of(List.of(-1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28));
    private static final AlarmRule DRIFT = AlarmRule.absolute("drift", Metric.FEATURE_DRIFT, 0.2, AlarmAction.Hold);

    @Test
    void driftOfTheCandidateAloneHoldsAndNamesTheFeature() {
        Verdict verdict = judge(known(profiled(1.0, 0)), LAX, DRIFT);

        Reason drift = reason(verdict, "drift");
        assertThat(drift.signal()).isEqualTo(Signal.Firing);
        assertThat(drift.action()).isEqualTo(AlarmAction.Hold);
        assertThat(drift.value()).isGreaterThan(0.2);
        assertThat(drift.harmEvidence()).isGreaterThan(drift.harmNeeded());
        assertThat(drift.message()).contains(" of age in ").contains("moved, E=");
        assertThat(verdict.outcome()).isEqualTo(Outcome.Hold);
    }

    @Test
    void driftThatStableHasTooIsTheWorldsAndStopsNoPromotion() {
        Verdict verdict = judge(known(profiled(1.0, 1.0)), LAX, DRIFT);

        Reason drift = reason(verdict, "drift");
        assertThat(drift.signal()).isEqualTo(Signal.Firing);
        assertThat(drift.action()).isEqualTo(AlarmAction.Notify);
        assertThat(drift.reference()).isGreaterThan(0.2);
        assertThat(drift.message()).contains("the world moved, not the candidate");
        assertThat(verdict.outcome()).isEqualTo(Outcome.Promote);
    }

    @Test
    void noDriftPassesAndNoProfilesAreNoData() {
        assertThat(reason(judge(known(profiled(0, 0)), LAX, DRIFT), "drift").signal())
                .isEqualTo(Signal.Passed);
        Verdict nothing = judge(known(Profiled.NOTHING), LAX, DRIFT);
        assertThat(reason(nothing, "drift").signal()).isEqualTo(Signal.NoData);
        assertThat(nothing.outcome()).isEqualTo(Outcome.Promote);
    }

    @Test
    void driftOfOneFeatureIsLookedAtByName() {
        AlarmRule income = new AlarmRule(
                "income", Metric.FEATURE_DRIFT, null, "income", null, 0.2, null, null, null, AlarmAction.Rollback);
        assertThat(reason(judge(known(profiled(1.0, 0)), LAX, income), "income").signal())
                .isEqualTo(Signal.Passed);
    }

    @Test
    void answersAndConfidenceAreComparedWithStablesOverTheSameTime() {
        AlarmRule answers = new AlarmRule(
                "answers",
                Metric.PREDICTION_DRIFT,
                Comparison.Stable,
                null,
                null,
                0.1,
                null,
                null,
                null,
                AlarmAction.Rollback);
        AlarmRule sure = AlarmRule.absolute("sure", Metric.CONFIDENCE_DRIFT, 0.1, AlarmAction.Hold);

        Verdict moved = judge(known(profiled(0.8, 0)), LAX, answers, sure);
        Verdict same = judge(known(profiled(0.8, 0.8)), LAX, answers, sure);

        assertThat(moved.outcome()).isEqualTo(Outcome.Rollback);
        assertThat(reason(moved, "answers").message()).contains("against stable's");
        assertThat(reason(moved, "sure").signal()).isEqualTo(Signal.Firing);
        assertThat(same.outcome()).isEqualTo(Outcome.Promote);
    }

    @Test
    void slicesInAnyOrderGiveTheSameVerdict() {
        Profiled profiled = profiled(0.7, 0.1);
        List<ProfileSlice> candidate = new ArrayList<>(profiled.candidate());
        List<ProfileSlice> stable = new ArrayList<>(profiled.stable());
        Collections.shuffle(candidate, new java.util.Random(3));
        Collections.shuffle(stable, new java.util.Random(4));
        Profiled shuffled = new Profiled(
                candidate, stable, profiled.stableBefore(), profiled.candidateBaseline(), profiled.stableBaseline());

        assertThat(judge(known(shuffled), LAX, DRIFT)).isEqualTo(judge(known(profiled), LAX, DRIFT));
    }

    @Test
    void missingValuesAreComparedFeatureByFeature() {
        AlarmRule missing = AlarmRule.margin("missing", Metric.MISSING_RATE, 0.05, AlarmAction.Rollback);
        AlarmRule trained = new AlarmRule(
                "trained",
                Metric.MISSING_RATE,
                Comparison.Baseline,
                "age",
                null,
                null,
                null,
                0.05,
                null,
                AlarmAction.Hold);

        Verdict verdict = judge(known(profiled(0, 0, 0.3)), LAX, missing, trained);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Rollback);
        assertThat(reason(verdict, "missing").message()).contains("values of age");
        assertThat(reason(verdict, "trained").signal()).isEqualTo(Signal.Firing);
        assertThat(judge(known(profiled(0, 0, 0)), LAX, missing, trained).outcome())
                .isEqualTo(Outcome.Promote);
    }

    @Test
    void everyFeatureIsHeldAgainstTheLimitThatWasLearnedOfIt() {
        AlarmRule drift = learned("drift", Metric.FEATURE_DRIFT, 10);
        Known moved = known(profiled(1.0, 0));
        assertThat(reason(judge(moved, LAX, drift), "drift").signal()).isEqualTo(Signal.Passed);
        assertThat(reason(judge(moved.with(limit("drift", "income", 0.1)), LAX, drift), "drift")
                        .signal())
                .isEqualTo(Signal.Passed);
        Reason beyond = reason(judge(moved.with(limit("drift", "age", 0.2)), LAX, drift), "drift");
        assertThat(beyond.signal()).isEqualTo(Signal.Firing);
        assertThat(beyond.threshold()).isEqualTo(0.2);
        assertThat(beyond.message()).contains("limit 0.200 (learned, hardMax 10.0)");

        AlarmRule missing = learned("missing", Metric.MISSING_RATE, 0.5);
        Known blanks = known(profiled(0, 0, 0.3));
        assertThat(reason(judge(blanks, LAX, missing), "missing").signal()).isEqualTo(Signal.Passed);
        assertThat(reason(judge(blanks.with(limit("missing", "income", 0.05)), LAX, missing), "missing")
                        .signal())
                .isEqualTo(Signal.Passed);
        Reason tooMany = reason(judge(blanks.with(limit("missing", "age", 0.05)), LAX, missing), "missing");
        assertThat(tooMany.signal()).isEqualTo(Signal.Firing);
        assertThat(tooMany.threshold()).isEqualTo(0.05);
    }

    private static AlarmRule learned(String name, Metric metric, double hardMax) {
        return new AlarmRule(name, metric, null, null, null, hardMax, null, null, null, AlarmAction.Hold, 1.0);
    }

    private static LimitsInForce limit(String alarm, String feature, double limit) {
        return new LimitsInForce(
                Map.of(new SeriesKey(alarm, feature), List.of(new LimitSchedule.Step(Instant.EPOCH, limit))));
    }

    private static Profiled profiled(double candidateShift, double stableShift) {
        return profiled(candidateShift, stableShift, 0);
    }

    /** Ten minutes of profiles of two features, of which age is shifted, and of an output with a confidence that is shifted too. */
    private static Profiled profiled(double candidateShift, double stableShift, double missing) {
        SplittableRandom random = new SplittableRandom(9);
        List<ProfileSlice> candidate = new ArrayList<>();
        List<ProfileSlice> stable = new ArrayList<>();
        for (int slot = 0; slot < 60; slot++) {
            Instant start = START.plusSeconds(10L * slot);
            candidate.add(slice(start, 30, candidateShift, missing, random));
            stable.add(slice(start, 100, stableShift, 0, random));
        }
        ReferenceProfile baseline = new ReferenceProfile(
                ReferenceProfile.VERSION,
                2_000,
                Map.of("age", feature(2_000, 0, 0, random), "income", feature(2_000, 0, 0, random)),
                Map.of("score", feature(2_000, 0, 0, random)));
        return new Profiled(candidate, stable, List.of(), baseline, baseline);
    }

    private static ProfileSlice slice(Instant start, int rows, double shift, double missing, SplittableRandom random) {
        return new ProfileSlice(
                start,
                Duration.ofSeconds(10),
                new Profiles(
                        Map.of("age", feature(rows, shift, missing, random), "income", feature(rows, 0, 0, random)),
                        Map.of(
                                "score",
                                OutputProfile.of(feature(rows, shift, 0, random), confidence(rows, shift, random)))));
    }

    private static FeatureProfile feature(int rows, double shift, double missing, SplittableRandom random) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, DECILES);
        for (int row = 0; row < rows; row++) {
            if (random.nextDouble() < missing) {
                counter.addMissing();
            } else {
                counter.add(shift + random.nextGaussian());
            }
        }
        return counter.drain();
    }

    private static @Nullable BinnedNumbers confidence(int rows, double shift, SplittableRandom random) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        for (int row = 0; row < rows; row++) {
            counter.add(Math.clamp(0.8 - shift * 0.2 + 0.1 * random.nextGaussian(), 0, 1));
        }
        return counter.drainNumbers();
    }
}
