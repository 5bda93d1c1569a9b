package dev.signalbox.monitor.decay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.decay.DecaySignal.Reason;
import dev.signalbox.monitor.decay.Seen.Answers;
import dev.signalbox.monitor.decay.Seen.Feature;
import dev.signalbox.monitor.drift.Drift;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecayTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final DeploymentName LOAN = DeploymentName.parse("bank/loan");
    private static final ModelVersion SEVEN = new ModelVersion("7");
    private static final DecayLimits LIMITS = new DecayLimits(0.2, 0.8, Duration.ofDays(30));
    private static final List<Long> TRAINED = List.of(500L, 500L);

    static Stream<Arguments> accuracies() {
        return Stream.of(
                argumentSet("well above the limit", 950, 1_000, 0.8, false),
                argumentSet("below it, and sure to be", 600, 1_000, 0.8, true),
                argumentSet("below it, but of too few labels to be sure", 15, 20, 0.8, false),
                argumentSet("below it by less than chance makes", 790, 1_000, 0.8, false),
                argumentSet("bad, but nobody set a limit", 100, 1_000, null, false));
    }

    @ParameterizedTest
    @MethodSource("accuracies")
    void accuracyFiresWhereItsWholeIntervalIsBelowTheLimit(int right, int of, @Nullable Double limit, boolean fires) {
        Decay.Findings found =
                Decay.judge(answered(new Answers(NOW, of, right, 0, 0)), new DecayLimits(0.2, limit, null));

        Reason reason = reason(found, DecayKind.ACCURACY).orElseThrow();
        assertThat(reason.fired()).isEqualTo(fires);
        assertThat(reason.n()).isEqualTo(of);
        assertThat(reason.value()).isCloseTo((double) right / of, within(1e-12));
        assertThat(reason.interval().low()).isLessThanOrEqualTo(reason.value());
    }

    @Test
    void labelsThatComeLateAreTakenFromTheDaysBefore() {
        Reason reason = reason(
                        Decay.judge(answered(day(2, 500, 0), day(1, 90, 90), day(0, 10, 10)), LIMITS),
                        DecayKind.ACCURACY)
                .orElseThrow();

        assertThat(reason.n()).isEqualTo(100);
        assertThat(reason.value()).isEqualTo(1.0);
    }

    @Test
    void labelsOlderThanAWeekDoNotCount() {
        List<Answers> days = new ArrayList<>();
        days.add(day(7, 500, 0));
        IntStream.iterate(6, back -> back >= 0, back -> back - 1).forEach(back -> days.add(day(back, 0, 0)));

        Decay.Findings found = Decay.judge(new Seen(NOW, null, days, null), LIMITS);

        assertThat(reason(found, DecayKind.ACCURACY)).isEmpty();
        assertThat(found.unknown()).containsKey("accuracy");
    }

    @Test
    void whatIsEstimatedIsAdviceAndNeverFiresTheSignal() {
        Decay.Findings found = Decay.judge(answered(new Answers(NOW, 0, 0, 1_000, 0.5)), LIMITS);

        Reason reason = reason(found, DecayKind.ESTIMATED_ACCURACY).orElseThrow();
        assertThat(reason.fired()).isTrue();
        assertThat(reason.advisory()).isTrue();
        assertThat(DecaySignal.of(LOAN, SEVEN, NOW, found).fired()).isFalse();
    }

    @Test
    void driftFiresOnEffectAndEvidenceAndNamesTheFeature() {
        Feature same = feature("age", List.of(5_000L, 5_000L));
        Feature moved = feature("income", List.of(9_000L, 1_000L));
        Feature few = feature("rare", List.of(3L, 0L));

        Reason reason = reason(Decay.judge(drifted(List.of(same, moved)), LIMITS), DecayKind.DRIFT)
                .orElseThrow();
        assertThat(reason.fired()).isTrue();
        assertThat(reason.feature()).isEqualTo("income");
        assertThat(reason.n()).isEqualTo(10_000);

        Reason ofFew = reason(Decay.judge(drifted(List.of(few)), LIMITS), DecayKind.DRIFT)
                .orElseThrow();
        assertThat(ofFew.value()).as("an effect without evidence").isGreaterThan(0.2);
        assertThat(ofFew.fired()).isFalse();
    }

    @Test
    void aFeatureThatFiresIsNamedBeforeOneThatOnlyLooksWorse() {
        Reason reason = reason(
                        Decay.judge(
                                drifted(List.of(
                                        feature("sure", List.of(9_000L, 1_000L)), feature("rare", List.of(6L, 0L)))),
                                LIMITS),
                        DecayKind.DRIFT)
                .orElseThrow();

        assertThat(reason.feature()).isEqualTo("sure");
        assertThat(reason.fired()).isTrue();
    }

    @Test
    void ageFiresAfterItsLimitAndForetellsItToTheSecond() {
        Instant promoted = NOW.minus(Duration.ofDays(12));
        Seen seen = new Seen(NOW, null, List.of(), promoted);

        Reason young = reason(Decay.judge(seen, LIMITS), DecayKind.AGE).orElseThrow();
        assertThat(young.value()).isEqualTo(12.0);
        assertThat(young.threshold()).isEqualTo(30.0);
        assertThat(young.fired()).isFalse();
        assertThat(young.reachedAt()).isEqualTo(promoted.plus(Duration.ofDays(30)));

        Reason old = reason(Decay.judge(seen, new DecayLimits(0.2, null, Duration.ofDays(11))), DecayKind.AGE)
                .orElseThrow();
        assertThat(old.fired()).isTrue();
    }

    @Test
    void whatIsNotKnownIsSaidAndDoesNotFire() {
        Decay.Findings found = Decay.judge(new Seen(NOW, null, List.of(), null), LIMITS);

        assertThat(found.reasons()).isEmpty();
        assertThat(found.unknown()).containsOnlyKeys("drift", "accuracy", "estimatedAccuracy", "age");
        assertThat(DecaySignal.of(LOAN, SEVEN, NOW, found).fired()).isFalse();
    }

    @Test
    void aSteadyDeclineTellsWhenTheLimitIsReached() {
        /* .95 four weeks ago, .81 today: half a point a day, so .80 in two days. */
        Reason reason = reason(Decay.judge(answered(days(28, back -> 0.81 + 0.005 * back)), LIMITS), DecayKind.ACCURACY)
                .orElseThrow();

        assertThat(reason.perDay()).isCloseTo(-0.005, within(1e-6));
        assertThat(reason.reachedAt()).isBetween(NOW.plus(Duration.ofHours(47)), NOW.plus(Duration.ofHours(49)));
        assertThat(reason.reachedEarliest()).isBeforeOrEqualTo(reason.reachedAt());
        assertThat(reason.reachedLatest()).isAfterOrEqualTo(reason.reachedAt());
        assertThat(reason.fired()).isFalse();
    }

    static Stream<Arguments> unforetold() {
        return Stream.of(
                argumentSet("what stays", 28, (IntToDoubleFunction) back -> 0.9),
                argumentSet("what gets better", 28, (IntToDoubleFunction) back -> 0.95 - 0.001 * back),
                argumentSet("what goes up and down", 28, (IntToDoubleFunction) back -> back % 2 == 0 ? 0.88 : 0.92),
                argumentSet("what fell in six days alone", 6, (IntToDoubleFunction) back -> 0.81 + 0.01 * back),
                argumentSet("what will take more than a year", 28, (IntToDoubleFunction) back -> 0.95 + 0.0001 * back));
    }

    @ParameterizedTest
    @MethodSource("unforetold")
    void nothingIsForetoldOf(int days, IntToDoubleFunction accuracy) {
        Reason reason = reason(Decay.judge(answered(days(days, accuracy)), LIMITS), DecayKind.ACCURACY)
                .orElseThrow();

        assertThat(reason.reachedAt()).isNull();
        assertThat(reason.reachedEarliest()).isNull();
    }

    @Test
    void oneOddDayTurnsNoForecast() {
        Answers[] steady = days(28, back -> 0.81 + 0.005 * back);
        Answers[] odd = steady.clone();
        odd[10] = new Answers(odd[10].until(), 10_000, 100, 0, 0);

        Instant without = reason(Decay.judge(answered(steady), LIMITS), DecayKind.ACCURACY)
                .orElseThrow()
                .reachedAt();
        Instant with = reason(Decay.judge(answered(odd), LIMITS), DecayKind.ACCURACY)
                .orElseThrow()
                .reachedAt();

        assertThat(with).isCloseTo(without, within(12, ChronoUnit.HOURS));
    }

    @Test
    void aVersionIsStableSinceTheFirstOfTheLatestReportsThatNameIt() {
        List<RolloutReport> reports = List.of(report(0, "7"), report(1, "6"), report(2, "7"), report(3, "7"));

        assertThat(StableSince.of(reports, SEVEN)).contains(NOW.plusSeconds(2));
        assertThat(StableSince.of(reports, new ModelVersion("6"))).isEmpty();
        assertThat(StableSince.of(List.of(), SEVEN)).isEmpty();
    }

    @Test
    void limitsThatCannotBeAreRefusedByName() {
        assertThatThrownBy(() -> new DecayLimits(-1, null, null)).hasMessageContaining("maxDrift must be between");
        assertThatThrownBy(() -> new DecayLimits(0.2, 1.5, null)).hasMessageContaining("minAccuracy must be between");
        assertThatThrownBy(() -> new DecayLimits(0.2, null, Duration.ZERO)).hasMessageContaining("maxAge must be");
    }

    private static Optional<Reason> reason(Decay.Findings found, DecayKind kind) {
        return found.reasons().stream().filter(reason -> reason.kind() == kind).findFirst();
    }

    private static Seen answered(Answers... days) {
        return new Seen(NOW, null, List.of(days), null);
    }

    private static Seen drifted(List<Feature> features) {
        return new Seen(NOW, features, List.of(), null);
    }

    private static Answers day(int back, long labelled, long right) {
        return new Answers(NOW.minus(Duration.ofDays(back)), labelled, right, 0, 0);
    }

    private static Answers[] days(int count, IntToDoubleFunction accuracy) {
        List<Answers> days = new ArrayList<>();
        IntStream.iterate(count - 1, back -> back >= 0, back -> back - 1)
                .forEach(back -> days.add(day(back, 10_000, Math.round(10_000 * accuracy.applyAsDouble(back)))));
        return days.toArray(Answers[]::new);
    }

    private static Feature feature(String name, List<Long> counts) {
        return Feature.of(
                Drift.fromBaseline(name, profile(TRAINED), profile(counts)).orElseThrow(), new TreeMap<>(Map.of()));
    }

    private static FeatureProfile profile(List<Long> counts) {
        return FeatureProfile.ofNumbers(ProfileKind.NUMERIC, 0, new BinnedNumbers(List.of(0.5), counts, Moments.NONE));
    }

    private static RolloutReport report(int second, String stable) {
        Instant at = NOW.plusSeconds(second);
        return new RolloutReport(
                RolloutReport.VERSION, LOAN, at, "Stable", at, new ModelVersion(stable), null, "Serving", "serves", 1);
    }
}
