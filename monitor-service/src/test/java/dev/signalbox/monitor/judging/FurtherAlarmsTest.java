package dev.signalbox.monitor.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Stage;
import dev.signalbox.api.verdict.Verdict;
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

/** Alarms over drift, missing values, answers, pairs, ejections, silence and queries, and what they make of a verdict. */
class FurtherAlarmsTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(600);
    private static final Bins DECILES = Bins.of(List.of(-1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28));
    private static final AlarmRule LAX = AlarmRule.margin("errors", Metric.ERROR_RATE, 0.5, AlarmAction.Rollback);
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
    void anEjectionTakesTheCandidateBack() {
        AlarmRule ejected = AlarmRule.absolute("ejected", Metric.EJECTIONS, 0, AlarmAction.Rollback);
        List<CountedSecond> counts = new ArrayList<>(counts(20, 80));
        counts.add(second(
                Story.CANDIDATE,
                3,
                new Counted.Served(
                        60, 31, 0, CompactHistogram.EMPTY, Counted.Copies.NONE, new Counted.Guarded(1, 250))));

        Verdict verdict = judge(Known.ofCounts(counts), LAX, ejected);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Rollback);
        assertThat(reason(verdict, "ejected").message())
                .contains("ejected 1, limit 0: beyond it, 250 requests of its share answered by stable since");
        assertThat(judge(Known.ofCounts(counts(20, 80)), LAX, ejected).outcome())
                .isEqualTo(Outcome.Promote);
    }

    @Test
    void silenceHoldsAndNeverRollsBack() {
        AlarmRule silent = AlarmRule.absolute("silent", Metric.SILENCE, 60_000, AlarmAction.Hold);

        Verdict late = new Judge(RULE)
                .judge(
                        new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, END.plusSeconds(100)),
                        JudgePolicy.of(1, List.of(LAX, silent)),
                        Known.ofCounts(counts(20, 80)));

        assertThat(late.outcome()).isEqualTo(Outcome.Hold);
        assertThat(reason(late, "silent").message()).contains("silent 100 s, limit 60.0 s: beyond it");
        assertThat(judge(Known.ofCounts(counts(20, 80)), LAX, silent).outcome()).isEqualTo(Outcome.Promote);
    }

    @Test
    void aQueryIsHeldAgainstItsLimitAndNoNumberIsNoData() {
        AlarmRule gpu =
                new AlarmRule("gpu", Metric.PROMETHEUS, null, null, "up", null, 1.0, null, null, AlarmAction.Rollback);
        Known none = known(Profiled.NOTHING);

        assertThat(judge(queried(none, 0.5), LAX, gpu).outcome()).isEqualTo(Outcome.Rollback);
        assertThat(judge(queried(none, 1.5), LAX, gpu).outcome()).isEqualTo(Outcome.Promote);
        Verdict unknown = judge(none, LAX, gpu);
        assertThat(unknown.outcome()).isEqualTo(Outcome.Hold);
        assertThat(reason(unknown, "gpu").signal()).isEqualTo(Signal.NoData);
    }

    @Test
    void accuracyClicksAndRepeatsAreComparedByCohort() {
        AlarmRule right = AlarmRule.margin("right", Metric.ACCURACY, 0.05, AlarmAction.Rollback);
        AlarmRule clicks = AlarmRule.margin("clicks", Metric.CLICK_RATE, 0.02, AlarmAction.Hold);
        AlarmRule redo = AlarmRule.margin("redo", Metric.REDO_RATE, 0.1, AlarmAction.Notify);

        Verdict good = judge(answered(0.9, 0.1), LAX, right);
        Verdict wrong = judge(answered(0.7, 0.1), LAX, right, redo);
        Verdict dull = judge(answered(0.9, 0.02), LAX, clicks);

        assertThat(good.outcome()).isEqualTo(Outcome.Promote);
        assertThat(reason(good, "right").value()).isBetween(0.85, 0.95);
        assertThat(reason(good, "right").threshold())
                .isLessThan(reason(good, "right").value());
        assertThat(wrong.outcome()).isEqualTo(Outcome.Rollback);
        assertThat(reason(wrong, "right").message()).contains("harm shown");
        assertThat(reason(wrong, "redo").signal()).isEqualTo(Signal.Passed);
        assertThat(reason(dull, "clicks").signal()).isEqualTo(Signal.Firing);
        assertThat(dull.outcome()).isEqualTo(Outcome.Hold);
        assertThat(reason(judge(known(Profiled.NOTHING), LAX, right), "right").signal())
                .isEqualTo(Signal.NoData);
    }

    @Test
    void disagreementIsHeldAgainstALimitOrAgainstStablesOwn() {
        AlarmRule limit = AlarmRule.absolute("differ", Metric.DISAGREEMENT, 0.05, AlarmAction.Hold);
        AlarmRule noise = AlarmRule.margin("noise", Metric.DISAGREEMENT, 0.05, AlarmAction.Hold);

        Verdict verdict = judge(paired(0.3, 0, 200), LAX, limit, noise);

        assertThat(reason(verdict, "differ").signal()).isEqualTo(Signal.Firing);
        assertThat(reason(verdict, "noise").signal()).isEqualTo(Signal.Firing);
        assertThat(reason(verdict, "noise").reference()).isZero();
        assertThat(reason(judge(paired(0.01, 0, 200), LAX, limit), "differ").signal())
                .isEqualTo(Signal.Passed);
        assertThat(reason(judge(paired(0.3, 0, 5), LAX, noise), "noise").signal())
                .isEqualTo(Signal.NoData);
    }

    @Test
    void inTheShadowPairsOnWhichOnlyTheCandidateHasNullsAreEvidence() {
        AlarmRule nulls = AlarmRule.margin("nulls", Metric.NULL_OUTPUT_RATE, 0.01, AlarmAction.Rollback);
        List<CountedSecond> counts = new ArrayList<>(counts(80, 80));
        for (int second = 0; second < 40; second += 10) {
            counts.add(answered(Story.CANDIDATE, second, 200, 1));
            counts.add(answered(Story.STABLE, second, 200, 0));
        }
        List<PairedAnswers.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            pairs.add(new PairedAnswers.Pair(i % 20 == 0, i % 20 == 0, false));
        }
        Known unpaired = Known.ofCounts(counts);
        Known paired = new Known(counts, Profiled.NOTHING, List.of(), new PairedAnswers(pairs, 0, 0), Map.of());
        Question shadow = new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, END, Stage.Shadow, null);
        JudgePolicy policy = JudgePolicy.of(1, List.of(nulls));

        double without = new Judge(RULE)
                .judge(shadow, policy, unpaired)
                .reasons()
                .getFirst()
                .harmEvidence();
        double with = new Judge(RULE)
                .judge(shadow, policy, paired)
                .reasons()
                .getFirst()
                .harmEvidence();

        assertThat(with).isGreaterThan(without);
    }

    @Test
    void aBrokenTrafficSplitHolds() {
        IntendedSplit five = new IntendedSplit(new Weight(500), START);
        Verdict broken = split(counts(20, 80), five);
        Verdict kept = split(counts(20, 80), new IntendedSplit(new Weight(2_000), START));
        Verdict changed = split(counts(20, 80), new IntendedSplit(new Weight(500), END));

        assertThat(broken.outcome()).isEqualTo(Outcome.Hold);
        assertThat(reason(broken, "traffic-split").message())
                .startsWith("traffic split broken: 20% of ")
                .contains("5.0% are intended");
        assertThat(kept.outcome()).isEqualTo(Outcome.Promote);
        assertThat(kept.reasons()).hasSize(1);
        assertThat(changed.reasons()).hasSize(1);
    }

    @Test
    void severalAlarmsThatShowALittleHarmEachShowItTogether() {
        List<CountedSecond> counts = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            boolean odd = second % 4 == 0;
            counts.add(second(
                    Story.CANDIDATE, second, new Counted.Served(10, odd ? 1 : 0, odd ? 1 : 0, CompactHistogram.EMPTY)));
            counts.add(second(Story.STABLE, second, new Counted.Served(10, 0, 0, CompactHistogram.EMPTY)));
        }
        AlarmRule errors = AlarmRule.margin("errors", Metric.ERROR_RATE, 0.005, AlarmAction.Rollback);
        AlarmRule rejections = AlarmRule.margin("rejections", Metric.REJECTION_RATE, 0.005, AlarmAction.Rollback);
        Instant first = firstRollback(counts, errors, rejections);
        Verdict verdict = judgeAt(first, Known.ofCounts(counts), errors, rejections);

        assertThat(verdict.reasons())
                .allSatisfy(r -> assertThat(r.harmEvidence()).isLessThan(r.harmNeeded()));
        assertThat(verdict.reasons())
                .filteredOn(r -> r.signal() == Signal.Firing)
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("harm shown together with 1 other alarms"));
    }

    private static Instant firstRollback(List<CountedSecond> counts, AlarmRule... alarms) {
        for (int second = 2; second < 60; second++) {
            Instant asOf = START.plusSeconds(second);
            if (judgeAt(asOf, Known.ofCounts(counts), alarms).outcome() == Outcome.Rollback) {
                return asOf;
            }
        }
        throw new AssertionError("never rolled back");
    }

    private static final TickRule RULE = new TickRule(5, Duration.ofSeconds(10), Duration.ofMillis(500));

    private static Verdict judge(Known known, AlarmRule... alarms) {
        return judgeAt(END, known, alarms);
    }

    private static Verdict judgeAt(Instant asOf, Known known, AlarmRule... alarms) {
        return new Judge(RULE)
                .judge(
                        new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, asOf),
                        JudgePolicy.of(1, List.of(alarms)),
                        known);
    }

    private static Verdict split(List<CountedSecond> counts, IntendedSplit split) {
        return new Judge(RULE)
                .judge(
                        new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, END, Stage.Live, split),
                        JudgePolicy.of(1, List.of(LAX)),
                        Known.ofCounts(counts));
    }

    private static Reason reason(Verdict verdict, String alarm) {
        return verdict.reasons().stream()
                .filter(r -> r.alarm().equals(alarm))
                .findFirst()
                .orElseThrow();
    }

    private static Known known(Profiled profiled) {
        return new Known(counts(20, 80), profiled, List.of(), PairedAnswers.NONE, Map.of());
    }

    private static Known queried(Known known, double value) {
        return new Known(known.counts(), known.profiled(), List.of(), PairedAnswers.NONE, Map.of("gpu", value));
    }

    private static Known paired(double rate, long selfDifferences, long questions) {
        SplittableRandom random = new SplittableRandom(1);
        List<PairedAnswers.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            pairs.add(new PairedAnswers.Pair(random.nextDouble() < rate, false, false));
        }
        return new Known(
                counts(20, 80),
                Profiled.NOTHING,
                List.of(),
                new PairedAnswers(pairs, questions, selfDifferences),
                Map.of());
    }

    private static Known answered(double accuracy, double clicks) {
        SplittableRandom random = new SplittableRandom(1);
        List<KnownAnswer> answers = new ArrayList<>();
        for (int second = 0; second < 500; second++) {
            for (int i = 0; i < 20; i++) {
                boolean candidate = i < 10;
                answers.add(new KnownAnswer(
                        candidate ? Story.CANDIDATE : Story.STABLE,
                        START.plusSeconds(second),
                        i % 10 < 8 ? random.nextDouble() < (candidate ? accuracy : 0.9) : null,
                        null,
                        random.nextDouble() < (candidate ? clicks : 0.1),
                        random.nextDouble() < 0.05));
            }
        }
        return new Known(counts(20, 80), Profiled.NOTHING, answers, PairedAnswers.NONE, Map.of());
    }

    private static List<CountedSecond> counts(int toCandidate, int toStable) {
        List<CountedSecond> counts = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            counts.add(second(Story.CANDIDATE, second, new Counted.Served(toCandidate, 0, 0, CompactHistogram.EMPTY)));
            counts.add(second(Story.STABLE, second, new Counted.Served(toStable, 0, 0, CompactHistogram.EMPTY)));
        }
        return counts;
    }

    private static CountedSecond second(ModelVersion version, int second, Counted counts) {
        Instant start = START.plusSeconds(second);
        return new CountedSecond(
                new Slot(version, Reporter.ROUTER, start.getEpochSecond()),
                Duration.ofSeconds(1),
                start.plusSeconds(1),
                start.plusSeconds(1),
                counts);
    }

    private static CountedSecond answered(ModelVersion version, int second, long rows, long nulls) {
        Instant start = START.plusSeconds(second);
        return new CountedSecond(
                new Slot(version, Reporter.MODEL_SERVER, start.getEpochSecond()),
                Duration.ofSeconds(10),
                start.plusSeconds(10),
                start.plusSeconds(10),
                new Counted.Answered(rows, nulls));
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
