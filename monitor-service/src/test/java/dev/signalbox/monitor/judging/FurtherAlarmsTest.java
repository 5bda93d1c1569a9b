package dev.signalbox.monitor.judging;

import static dev.signalbox.monitor.judging.Alarms.END;
import static dev.signalbox.monitor.judging.Alarms.LAX;
import static dev.signalbox.monitor.judging.Alarms.RULE;
import static dev.signalbox.monitor.judging.Alarms.START;
import static dev.signalbox.monitor.judging.Alarms.counts;
import static dev.signalbox.monitor.judging.Alarms.judge;
import static dev.signalbox.monitor.judging.Alarms.judgeAt;
import static dev.signalbox.monitor.judging.Alarms.known;
import static dev.signalbox.monitor.judging.Alarms.reason;
import static dev.signalbox.monitor.judging.Alarms.second;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Stage;
import dev.signalbox.api.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Alarms over answers, pairs, ejections, silence and queries, the traffic split, and what they make of a verdict. */
class FurtherAlarmsTest {
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

    private static Verdict split(List<CountedSecond> counts, IntendedSplit split) {
        return new Judge(RULE)
                .judge(
                        new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, END, Stage.Live, split),
                        JudgePolicy.of(1, List.of(LAX)),
                        Known.ofCounts(counts));
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

    @Test
    void aUserCountsOnceHoweverBusy() {
        List<KnownAnswer> answers = new ArrayList<>();
        for (int second = 0; second < 500; second++) {
            Instant at = START.plusSeconds(second);
            /* One user of the candidate never clicks and asks all the time; all others click as stable's do. */
            answers.add(new KnownAnswer(Story.CANDIDATE, at, null, null, false, false, "00000000000000ff"));
            answers.add(new KnownAnswer(
                    Story.CANDIDATE, at, null, null, second % 2 == 0, false, "%016x".formatted(1_000 + second)));
            answers.add(new KnownAnswer(
                    Story.STABLE, at, null, null, second % 2 == 0, false, "%016x".formatted(10_000 + second)));
        }
        AlarmRule clicks = AlarmRule.margin("clicks", Metric.CLICK_RATE, 0.05, AlarmAction.Rollback);
        Known known = new Known(counts(20, 80), Profiled.NOTHING, answers, PairedAnswers.NONE, Map.of());

        Verdict verdict = judge(known, LAX, clicks);

        assertThat(reason(verdict, "clicks").samples()).isLessThanOrEqualTo(501);
        assertThat(reason(verdict, "clicks").value()).isGreaterThan(0.45);
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

    private static CountedSecond answered(ModelVersion version, int second, long rows, long nulls) {
        Instant start = START.plusSeconds(second);
        return new CountedSecond(
                new Slot(version, Reporter.MODEL_SERVER, start.getEpochSecond()),
                Duration.ofSeconds(10),
                start.plusSeconds(10),
                start.plusSeconds(10),
                new Counted.Answered(rows, nulls));
    }
}
