package dev.signalbox.monitor.judging;

import static dev.signalbox.monitor.judging.Alarms.START;
import static dev.signalbox.monitor.judging.Alarms.judge;
import static dev.signalbox.monitor.judging.Alarms.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.limits.LimitSchedule.Step;
import dev.signalbox.monitor.limits.LimitsInForce;
import dev.signalbox.monitor.limits.SeriesKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A candidate is held against the limit that was in force at each time, and the hard one where none was. */
class LearnedLimitTest {
    private static final AlarmRule ERRORS = learned("errors", Metric.ERROR_RATE, 0.1);

    private static AlarmRule learned(String name, Metric metric, double hardMax) {
        return new AlarmRule(name, metric, null, null, null, hardMax, null, null, null, AlarmAction.Rollback, 1.0);
    }

    /** One in thirty of the candidate's requests fails, for ten minutes. */
    private static Known failing() {
        List<CountedSecond> counts = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            long errors = second % 3 == 0 ? 1 : 0;
            counts.add(
                    Alarms.second(Story.CANDIDATE, second, new Counted.Served(10, errors, 0, CompactHistogram.EMPTY)));
            counts.add(Alarms.second(Story.STABLE, second, new Counted.Served(90, 0, 0, CompactHistogram.EMPTY)));
        }
        return Known.ofCounts(counts);
    }

    private static LimitsInForce inForce(Step... steps) {
        return new LimitsInForce(Map.of(new SeriesKey("errors", SeriesKey.WHOLE), List.of(steps)));
    }

    @Test
    void beforeAnythingIsLearnedTheHardLimitHoldsAndTheReasonSaysSo() {
        Verdict verdict = judge(failing(), ERRORS);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Promote);
        Reason errors = reason(verdict, "errors");
        assertThat(errors.threshold()).isEqualTo(0.1);
        assertThat(errors.message()).contains("limit 10% (hardMax, nothing lower is learned)");
    }

    @Test
    void aLearnedLimitThatWasInForceTakesTheCandidateBackAndIsNamed() {
        Verdict verdict = judge(failing().with(inForce(new Step(START.minusSeconds(3_600), 0.012))), ERRORS);

        assertThat(verdict.outcome()).isEqualTo(Outcome.Rollback);
        Reason errors = reason(verdict, "errors");
        assertThat(errors.threshold()).isCloseTo(0.012, within(1e-9));
        assertThat(errors.message())
                .contains("limit 1.2% (learned, hardMax 10%)")
                .contains("harm shown");
    }

    @Test
    void everyTimeIsJudgedByItsOwnLimit() {
        Verdict verdict = judge(
                failing().with(inForce(new Step(START.minusSeconds(60), 0.01), new Step(START.plusSeconds(300), 0.05))),
                ERRORS);

        assertThat(reason(verdict, "errors").threshold()).isCloseTo(0.03, within(2e-3));
    }

    @Test
    void aLimitOfAnotherAlarmIsNotItsOwn() {
        LimitsInForce other = new LimitsInForce(
                Map.of(new SeriesKey("others", SeriesKey.WHOLE), List.of(new Step(START.minusSeconds(60), 0.0001))));

        assertThat(reason(judge(failing().with(other), ERRORS), "errors").threshold())
                .isEqualTo(0.1);
        AlarmRule given = AlarmRule.absolute("errors", Metric.ERROR_RATE, 0.1, AlarmAction.Rollback);
        Reason fixed =
                reason(judge(failing().with(inForce(new Step(START.minusSeconds(60), 0.0001))), given), "errors");
        assertThat(fixed.threshold()).isEqualTo(0.1);
        assertThat(fixed.message()).doesNotContain("learned");
    }

    @Test
    void aLearnedLatencyIsHeldAgainstWhatIsSlowerThanIt() {
        AlarmRule slow = learned("slow", Metric.LATENCY_P99, 1_000);
        LatencyHistogram latency = LatencyHistogram.of(Map.of(LatencyHistogram.bucketOf(120_000), 10L));
        List<CountedSecond> counts = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            counts.add(
                    Alarms.second(Story.CANDIDATE, second, new Counted.Served(10, 0, 0, CompactHistogram.of(latency))));
        }
        LimitsInForce limits = new LimitsInForce(Map.of(
                new SeriesKey("slow", SeriesKey.WHOLE), List.of(new Step(START.minus(Duration.ofHours(1)), 100))));

        assertThat(reason(judge(Known.ofCounts(counts), slow), "slow").signal()).isEqualTo(Signal.Passed);
        Reason learned = reason(judge(Known.ofCounts(counts).with(limits), slow), "slow");
        assertThat(learned.signal()).isEqualTo(Signal.Firing);
        assertThat(learned.message()).contains("limit 100 ms (learned, hardMax 1000 ms)");
    }
}
