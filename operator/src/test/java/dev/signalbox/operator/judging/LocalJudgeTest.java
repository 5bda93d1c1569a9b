package dev.signalbox.operator.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.machine.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LocalJudgeTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Counts WELL = counts(100, 0, 0, 0, 0, 5);

    private static Counts counts(
            long requests, long errors, long rejections, long ejections, long nulls, double millis) {
        Latencies.Bucket bucket = new Latencies.Bucket(millis / 1.25, millis);
        Latencies latency = new Latencies(new TreeMap<>(Map.of(bucket, requests)));
        return new Counts(requests, errors, rejections, ejections, new Counts.Answers(requests, nulls, latency));
    }

    private static Verdict judged(List<AlarmRule> alarms, Counts candidate, Counts stable, int looks) {
        return judged(alarms, Collections.nCopies(looks, new Stretch(candidate, stable)));
    }

    private static Verdict judged(List<AlarmRule> alarms, List<Stretch> stretches) {
        Question question = new Question(
                DeploymentName.parse("default/loan"),
                new ModelVersion("2"),
                new ModelVersion("1"),
                SINCE,
                alarms,
                new Question.Stage.Live(null));
        LocalEvidence evidence = new LocalEvidence(alarms);
        stretches.forEach(evidence::observe);
        return LocalJudge.judge(question, evidence, SINCE.plusSeconds(60), SINCE.plusSeconds(60));
    }

    @Test
    void aLimitThatIsLearnedElsewhereIsTheHardOneHere() {
        AlarmRule learned = new AlarmRule(
                "errors", Metric.ERROR_RATE, null, null, null, 0.2, null, null, null, AlarmAction.Rollback, 1.0);

        Verdict within = judged(List.of(learned), counts(100, 5, 0, 0, 0, 5), WELL, 20);
        Verdict beyond = judged(List.of(learned), counts(100, 50, 0, 0, 0, 5), WELL, 20);

        assertThat(within.outcome()).isEqualTo(Outcome.Promote);
        assertThat(within.reasons().getFirst().threshold()).isEqualTo(0.2);
        assertThat(within.reasons().getFirst().message()).contains("hardMax");
        assertThat(beyond.outcome()).isEqualTo(Outcome.Rollback);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                argumentSet("failures take it back", counts(10, 5, 0, 0, 0, 5), "errors", Outcome.Rollback),
                argumentSet("refused requests do", counts(10, 0, 5, 0, 0, 5), "rejections", Outcome.Rollback),
                argumentSet("null answers do", counts(10, 0, 0, 0, 5, 5), "nulls", Outcome.Rollback),
                argumentSet("slow answers do", counts(10, 0, 0, 0, 0, 80), "slow", Outcome.Rollback),
                argumentSet("a router that ejects it does", counts(10, 0, 0, 1, 0, 5), "ejected", Outcome.Rollback));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void harmIsShownByTheAlarmThatSeesIt(Counts candidate, String alarm, Outcome outcome) {
        Verdict verdict = judged(JudgePolicy.DEFAULT_ALARMS, candidate, WELL, 20);

        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.reasons())
                .filteredOn(reason -> reason.signal() == Signal.Firing)
                .extracting(Reason::alarm)
                .containsExactly(alarm);
        assertThat(verdict.foremost().orElseThrow().message()).endsWith("judged on this machine");
    }

    @Test
    void aCandidateLikeStableIsLetThrough() {
        assertThat(judged(JudgePolicy.DEFAULT_ALARMS, counts(100, 0, 0, 0, 0, 5), WELL, 20)
                        .outcome())
                .isEqualTo(Outcome.Promote);
    }

    /* The bucket of 84 ms begins at 67.2 ms: it may hold answers within and beyond the limit. */
    @ParameterizedTest
    @CsvSource({"60, Promote", "84, Hold", "120, Rollback"})
    void aBucketThatHoldsTheLimitShowsNothing(double millis, Outcome outcome) {
        AlarmRule slow = new AlarmRule(
                "slow", Metric.LATENCY_P99, null, null, null, 70.0, null, null, null, AlarmAction.Rollback, null);

        Verdict verdict = judged(List.of(slow), counts(100, 0, 0, 0, 0, millis), WELL, 40);

        assertThat(verdict.outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"64, Promote", "84, Hold", "200, Rollback"})
    void norDoesItWhereStableSetsTheLimit(double millis, Outcome outcome) {
        AlarmRule slow = new AlarmRule(
                "slow",
                Metric.LATENCY_P99,
                Comparison.Stable,
                null,
                null,
                null,
                null,
                null,
                1.2,
                AlarmAction.Rollback,
                null);

        Verdict verdict = judged(List.of(slow), counts(100, 0, 0, 0, 0, millis), counts(100, 0, 0, 0, 0, 64), 60);

        assertThat(verdict.outcome()).isEqualTo(outcome);
    }

    @Test
    void aFewRequestsDecideNothing() {
        Verdict verdict = judged(JudgePolicy.DEFAULT_ALARMS, counts(1, 0, 0, 0, 0, 5), WELL, 3);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Hold);
        assertThat(verdict.candidateRequests()).isEqualTo(3);
    }

    @Test
    void noRequestsAtAllHold() {
        Verdict verdict = judged(JudgePolicy.DEFAULT_ALARMS, List.of());

        assertThat(verdict.outcome()).isEqualTo(Outcome.Hold);
        assertThat(verdict.reasons()).extracting(Reason::signal).containsOnly(Signal.NoData);
    }

    @Test
    void errorsThatStableHasTooAreNotTheCandidatesFault() {
        assertThat(judged(JudgePolicy.DEFAULT_ALARMS, counts(10, 5, 0, 0, 0, 5), counts(100, 50, 0, 0, 0, 5), 20)
                        .reasons())
                .extracting(Reason::signal)
                .doesNotContain(Signal.Firing);
    }

    @Test
    void anAlarmThatNeedsTheMonitorKeepsACandidateFromBeingLetThrough() {
        List<AlarmRule> alarms = List.of(
                AlarmRule.margin("errors", Metric.ERROR_RATE, 0.01, AlarmAction.Rollback),
                new AlarmRule("right", Metric.ACCURACY, null, 0.02, null, AlarmAction.Rollback));

        Verdict verdict = judged(alarms, counts(100, 0, 0, 0, 0, 5), WELL, 20);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Hold);
        assertThat(verdict.reasons().get(1).message()).isEqualTo("right: needs the monitor, is not judged here");
    }

    @Test
    void aLimitOfItsOwnNeedsNoStable() {
        List<AlarmRule> alarms = List.of(AlarmRule.absolute("errors", Metric.ERROR_RATE, 0.05, AlarmAction.Rollback));

        assertThat(judged(alarms, counts(10, 5, 0, 0, 0, 5), Counts.NONE, 5).outcome())
                .isEqualTo(Outcome.Rollback);
        assertThat(judged(alarms, counts(100, 1, 0, 0, 0, 5), Counts.NONE, 20).outcome())
                .isEqualTo(Outcome.Promote);
    }

    /* Both versions fail alike; every look at every run is a chance to be wrong, and alpha bounds all of them together. */
    @Test
    void lookingAllTheTimeRaisesNoFalseAlarm() {
        RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int runs = 200;
        int wrong = 0;
        for (int run = 0; run < runs; run++) {
            List<Stretch> seen = new ArrayList<>();
            boolean fired = false;
            for (int look = 0; look < 60 && !fired; look++) {
                seen.add(new Stretch(failing(chance, 10), failing(chance, 40)));
                fired = judged(JudgePolicy.ROUTER_ALARMS, seen).outcome() == Outcome.Rollback;
            }
            wrong += fired ? 1 : 0;
        }
        /* 1 % is promised; with 200 runs, more than 8 would come by chance less than once in a thousand times. */
        assertThat(wrong).isLessThanOrEqualTo(8);
    }

    private static Counts failing(RandomGenerator chance, int requests) {
        int errors = 0;
        for (int i = 0; i < requests; i++) {
            errors += chance.nextDouble() < 0.05 ? 1 : 0;
        }
        return counts(requests, errors, 0, 0, 0, 5);
    }
}
