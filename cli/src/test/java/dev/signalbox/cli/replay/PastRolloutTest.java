package dev.signalbox.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PastRolloutTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final ModelVersion ONE = new ModelVersion("1");

    private static final List<RolloutReport> REPORTS = List.of(
            report(0, "Stable", null, null),
            report(10, "Preparing", "2", null),
            report(20, "Canary", "2", 20),
            report(60, "Canary", "2", 20),
            report(90, "RollingBack", "2", 20),
            report(95, "RolledBack", null, null),
            report(100, "Canary", "3", 100),
            report(130, "Held", "3", 100));

    @Test
    void theLastRolloutIsTheOneMeantAndMayGoOn() {
        assertThat(PastRollout.last(REPORTS, null)).hasValueSatisfying(past -> {
            assertThat(past.candidate()).isEqualTo(new ModelVersion("3"));
            assertThat(past.since()).isEqualTo(NOON.plusSeconds(100));
            assertThat(past.end()).isNull();
            assertThat(past.outcome().phase()).isEqualTo("Held");
        });
    }

    @Test
    void aVersionsRolloutLastsFromItsFirstRequestsUntilItIsTakenBack() {
        assertThat(PastRollout.last(REPORTS, new ModelVersion("2"))).hasValueSatisfying(past -> {
            assertThat(past.stable()).isEqualTo(ONE);
            assertThat(past.since()).isEqualTo(NOON.plusSeconds(20));
            assertThat(past.end()).isEqualTo(NOON.plusSeconds(90));
            assertThat(past.outcome().phase()).isEqualTo("RollingBack");
        });
        assertThat(PastRollout.last(REPORTS, new ModelVersion("4"))).isEmpty();
        assertThat(PastRollout.last(REPORTS.subList(0, 2), null)).isEmpty();
    }

    @Test
    void whatWouldHaveComeOfItIsSaidInASentence() {
        PastRollout past = PastRollout.last(REPORTS, new ModelVersion("2")).orElseThrow();

        assertThat(ReplayText.of(past, List.of(verdict(20, Outcome.Hold), verdict(47, Outcome.Rollback))))
                .startsWith("version 2 beside 1, from 2026-05-01T12:00:20Z to 2026-05-01T12:01:30Z")
                .contains("12:00:47  Rollback, 412 requests of the candidate: errors 9%")
                .endsWith("under this policy it would have been rolled back at 12:00:47 for errors, n=412");
        assertThat(ReplayText.of(
                        past,
                        List.of(verdict(20, Outcome.Hold), verdict(50, Outcome.Promote), verdict(90, Outcome.Promote))))
                .hasSize(5)
                .endsWith("under this policy it could have gone further from 12:00:50 on, and not rolled back;"
                        + " what would have come after 12:01:30, when it ended, nobody knows");
        assertThat(ReplayText.of(past, List.of(verdict(20, Outcome.Hold), verdict(90, Outcome.Hold))))
                .endsWith("under this policy it would have been held for errors, n=412, and not rolled back;"
                        + " what would have come after 12:01:30, when it ended, nobody knows");
    }

    private static Verdict verdict(int second, Outcome outcome) {
        Signal signal = switch (outcome) {
            case Rollback -> Signal.Firing;
            case Promote -> Signal.Passed;
            case Hold -> Signal.Undecided;
        };
        Reason errors = new Reason(
                "errors",
                Metric.ERROR_RATE,
                AlarmAction.Rollback,
                signal,
                0.09,
                0.0,
                null,
                0.01,
                412,
                3_000,
                1,
                100,
                1,
                20,
                null,
                "errors 9%");
        return new Verdict(
                Verdict.VERSION,
                LOAN,
                new ModelVersion("2"),
                ONE,
                1,
                NOON.plusSeconds(20),
                NOON.plusSeconds(second),
                null,
                412,
                3_000,
                outcome,
                List.of(errors));
    }

    private static RolloutReport report(
            int second, String phase, @Nullable String candidate, @Nullable Integer serving) {
        Instant at = NOON.plusSeconds(second);
        return new RolloutReport(
                RolloutReport.VERSION,
                LOAN,
                at,
                phase,
                at,
                ONE,
                candidate == null
                        ? null
                        : new RolloutReport.Candidate(
                                new ModelVersion(candidate),
                                new Weight(serving == null ? 0 : 2_500),
                                1,
                                List.of(new Weight(2_500)),
                                NOON,
                                serving == null ? null : NOON.plusSeconds(serving)),
                "Judging",
                "because",
                1);
    }
}
