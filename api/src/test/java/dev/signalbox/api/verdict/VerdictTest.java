package dev.signalbox.api.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.ContractJson;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void aPolicySurvivesJson() {
        String json = ContractJson.assertSurvives(JudgePolicy.of(4, JudgePolicy.DEFAULT_ALARMS));

        assertThat(json).contains("\"metric\":\"errorRate\"", "\"action\":\"Rollback\"", "\"margin\":0.01");
    }

    @Test
    void aVerdictSurvivesJson() {
        ContractJson.assertSurvives(verdict(Signal.Passed, Signal.Firing, Signal.Undecided));
    }

    @Test
    void whatFiresComesFirst() {
        assertThat(verdict(Signal.Passed, Signal.Firing, Signal.Undecided)
                        .foremost()
                        .orElseThrow()
                        .signal())
                .isEqualTo(Signal.Firing);
    }

    @Test
    void aRuleIsEitherAbsoluteOrAgainstStable() {
        assertThatThrownBy(() -> new AlarmRule("a", Metric.ERROR_RATE, 0.1, 0.1, null, AlarmAction.Hold))
                .hasMessageContaining("either max");
        assertThatThrownBy(() -> new AlarmRule("a", Metric.ERROR_RATE, null, null, null, AlarmAction.Hold))
                .hasMessageContaining("either max");
        assertThatThrownBy(() -> new AlarmRule("a", Metric.ERROR_RATE, null, 0.1, 2.0, AlarmAction.Hold))
                .hasMessageContaining("exclude");
        assertThatThrownBy(() -> AlarmRule.absolute("a", Metric.NULL_OUTPUT_RATE, 2, AlarmAction.Hold))
                .hasMessageContaining("alarm.max");
        assertThatThrownBy(() -> new AlarmRule("a", Metric.LATENCY_P99, null, null, 0.5, AlarmAction.Hold))
                .hasMessageContaining("alarm.ratio");
    }

    @Test
    void aLimitIsLearnedWhereThatIsPossibleAndNeverWithoutAHardOne() {
        AlarmRule rule = learned(Metric.ERROR_RATE, null, 0.05, 1.0);
        assertThat(rule.learns()).isTrue();
        assertThat(rule.max()).isEqualTo(0.05);
        assertThat(learned(Metric.FEATURE_DRIFT, null, 0.3, 2.0).learns()).isTrue();
        assertThatThrownBy(() -> learned(Metric.ERROR_RATE, null, null, 1.0)).hasMessageContaining("either max");
        assertThatThrownBy(() -> learned(Metric.ACCURACY, null, null, 1.0)).hasMessageContaining("either min");
        assertThatThrownBy(() -> learned(Metric.EJECTIONS, null, 3.0, 1.0))
                .hasMessageContaining("alarm.falseAlarmsPerWeek is for errorRate, rejectionRate");
        assertThatThrownBy(() -> learned(Metric.FEATURE_DRIFT, Comparison.Stable, 0.3, 1.0))
                .hasMessageContaining("limits of the metric itself");
        assertThatThrownBy(() -> learned(Metric.ERROR_RATE, null, 0.05, 0.1))
                .hasMessageContaining("alarm.falseAlarmsPerWeek must be between 0.5 and 24.0, got 0.1");
    }

    private static AlarmRule learned(
            Metric metric, @Nullable Comparison comparedTo, @Nullable Double max, double falseAlarmsPerWeek) {
        return new AlarmRule(
                "a", metric, comparedTo, null, null, max, null, null, null, AlarmAction.Hold, falseAlarmsPerWeek);
    }

    @Test
    void anAlarmIsNamedOnce() {
        AlarmRule rule = JudgePolicy.DEFAULT_ALARMS.get(0);
        assertThatThrownBy(() -> JudgePolicy.of(1, List.of(rule, rule))).hasMessageContaining("twice");
    }

    private static Verdict verdict(Signal... signals) {
        return new Verdict(
                Verdict.VERSION,
                DeploymentName.parse("loan-approval"),
                new ModelVersion("2"),
                new ModelVersion("1"),
                4,
                T0,
                T0.plusSeconds(60),
                T0.plusSeconds(59),
                100,
                1_900,
                Outcome.Hold,
                List.of(signals).stream().map(VerdictTest::reason).toList());
    }

    private static Reason reason(Signal signal) {
        return new Reason(
                "errors",
                Metric.ERROR_RATE,
                AlarmAction.Rollback,
                signal,
                0.02,
                0.01,
                new Interval(0.001, 0.05),
                0.02,
                100,
                1_900,
                2.5,
                400,
                0.5,
                20,
                12_000L,
                "errors 2.0% of 100");
    }
}
