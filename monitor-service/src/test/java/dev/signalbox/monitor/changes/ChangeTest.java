package dev.signalbox.monitor.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aFirstVerdictTellsOfTheCandidateAndOfEveryAlarm() {
        List<Change> changes = Change.between(null, verdict(1, "2", Outcome.Hold, Signal.Undecided, Signal.Passed));

        assertThat(changes)
                .extracting(Change::kind, Change::alarm, Change::from, Change::to)
                .containsExactly(
                        tuple(Change.Kind.CANDIDATE, null, null, "Hold"),
                        tuple(Change.Kind.SIGNAL, "errors", null, "Undecided"),
                        tuple(Change.Kind.SIGNAL, "slow", null, "Passed"));
    }

    @Test
    void theSameAgainTellsNothing() {
        assertThat(Change.between(
                        verdict(1, "2", Outcome.Hold, Signal.Undecided, Signal.Passed),
                        verdict(2, "2", Outcome.Hold, Signal.Undecided, Signal.Passed)))
                .isEmpty();
    }

    @Test
    void whatChangedIsToldWithWhatItWas() {
        List<Change> changes = Change.between(
                verdict(1, "2", Outcome.Hold, Signal.Undecided, Signal.Passed),
                verdict(2, "2", Outcome.Rollback, Signal.Firing, Signal.Passed));

        assertThat(changes)
                .extracting(Change::kind, Change::alarm, Change::from, Change::to, Change::message)
                .containsExactly(
                        tuple(Change.Kind.VERDICT, null, "Hold", "Rollback", null),
                        tuple(Change.Kind.SIGNAL, "errors", "Undecided", "Firing", "because"));
        assertThat(changes).extracting(Change::at).containsOnly(START.plusSeconds(2));
    }

    @Test
    void anotherCandidateBeginsAnew() {
        List<Change> changes = Change.between(
                verdict(1, "2", Outcome.Rollback, Signal.Firing, Signal.Passed),
                verdict(2, "3", Outcome.Rollback, Signal.Firing, Signal.Passed));

        assertThat(changes)
                .extracting(Change::kind, Change::from)
                .containsExactly(
                        tuple(Change.Kind.CANDIDATE, null),
                        tuple(Change.Kind.SIGNAL, null),
                        tuple(Change.Kind.SIGNAL, null));
    }

    private static Verdict verdict(int second, String candidate, Outcome outcome, Signal errors, Signal slow) {
        return new Verdict(
                Verdict.VERSION,
                DeploymentName.parse("a/b"),
                new ModelVersion(candidate),
                new ModelVersion("1"),
                1,
                START,
                START.plusSeconds(second),
                null,
                10,
                10,
                outcome,
                List.of(reason("errors", Metric.ERROR_RATE, errors), reason("slow", Metric.LATENCY_P99, slow)));
    }

    private static Reason reason(String alarm, Metric metric, Signal signal) {
        return new Reason(
                alarm,
                metric,
                AlarmAction.Rollback,
                signal,
                null,
                null,
                null,
                null,
                0,
                0,
                1,
                80,
                1,
                20,
                null,
                "because");
    }
}
