package dev.signalbox.monitor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.limits.AlarmedHours.Turn;
import dev.signalbox.monitor.limits.LimitSchedule.Step;
import dev.signalbox.monitor.limits.StableHours.Span;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When is learned, from which hours, and what is in force when. */
class LearningTest {
    private static final ModelVersion SEVEN = new ModelVersion("7");
    private static final ModelVersion EIGHT = new ModelVersion("8");

    private static Instant at(String time) {
        return Instant.parse("2026-05-01T" + time + ":00Z");
    }

    private static long hour(String time) {
        return Hour.of(at(time).getEpochSecond());
    }

    private static RolloutReport report(String time, @Nullable ModelVersion stable, @Nullable String startedAt) {
        RolloutReport.Candidate candidate = startedAt == null
                ? null
                : new RolloutReport.Candidate(EIGHT, new Weight(500), 1, List.of(), at(startedAt), null);
        return new RolloutReport(
                RolloutReport.VERSION,
                DeploymentName.parse("bank/loan"),
                at(time),
                candidate == null ? "Stable" : "Canary",
                at(time),
                stable,
                candidate,
                "Serving",
                "",
                1);
    }

    @Test
    void theNextHourIsDueWhenTheLastOneIsSurelyWhole() {
        List<RolloutReport> quiet = List.of(report("00:00", SEVEN, null));

        assertThat(LearningTime.at(at("10:09"), quiet))
                .isEqualTo(new LearningTime(hour("10:00"), hour("10:00"), null, false));
        assertThat(LearningTime.at(at("10:10"), quiet))
                .isEqualTo(new LearningTime(hour("10:00"), hour("10:00"), hour("11:00"), false));
        assertThat(LearningTime.at(at("10:10"), List.of()).frozen()).isFalse();
    }

    @Test
    void duringARolloutOnlyTheTimeBeforeItIsLearnedFrom() {
        List<RolloutReport> rollout = List.of(report("00:00", SEVEN, null), report("07:40", SEVEN, "07:20"));

        LearningTime later = LearningTime.at(at("10:30"), rollout);
        assertThat(later.until()).isEqualTo(hour("07:00"));
        assertThat(later.next()).isEqualTo(hour("11:00"));
        assertThat(later.frozen()).isTrue();
    }

    @Test
    void onlyHoursThroughoutWhichAVersionWasStableAreItsOwn() {
        List<RolloutReport> reports = List.of(
                report("01:30", SEVEN, null),
                report("03:00", SEVEN, "03:00"),
                report("05:10", EIGHT, null),
                report("08:00", null, null),
                report("09:00", SEVEN, null));

        assertThat(StableHours.of(reports, hour("00:00"), hour("12:00")))
                .containsExactly(
                        new Span(SEVEN, hour("02:00"), hour("05:00")),
                        new Span(EIGHT, hour("06:00"), hour("08:00")),
                        new Span(SEVEN, hour("09:00"), hour("12:00")));
        assertThat(StableHours.of(reports, hour("03:00"), hour("04:00")))
                .containsExactly(new Span(SEVEN, hour("03:00"), hour("04:00")));
        assertThat(StableHours.of(List.of(), hour("00:00"), hour("12:00"))).isEmpty();
    }

    @Test
    void anHourInWhichAnAlarmFiredIsAlarmed() {
        List<RolloutReport> reports = List.of(report("01:00", SEVEN, "01:00"), report("20:00", SEVEN, null));
        List<Turn> turns = List.of(
                new Turn(at("01:00"), null, false),
                new Turn(at("02:30"), "errors", true),
                new Turn(at("03:10"), "errors", false),
                new Turn(at("05:00"), "slow", true),
                new Turn(at("05:20"), null, false),
                new Turn(at("19:30"), "errors", true));

        assertThat(AlarmedHours.of(turns, reports, at("23:00")))
                .as("the last one fired until its rollout was over, and nobody watched it any longer")
                .containsExactly(hour("02:00"), hour("03:00"), hour("05:00"), hour("19:00"), hour("20:00"));
        assertThat(AlarmedHours.of(turns, reports.subList(0, 1), at("21:30")))
                .as("where the rollout is not over it still fires")
                .contains(hour("19:00"), hour("20:00"), hour("21:00"));
    }

    @Test
    void aLimitIsInForceFromItsStepOnAndNoneIsAboveTheHardOne() {
        LimitSchedule schedule =
                new LimitSchedule(List.of(new Step(at("02:00"), 0.01), new Step(at("03:00"), 0.5)), 0.05);

        assertThat(schedule.at(at("01:59").getEpochSecond())).isEqualTo(0.05);
        assertThat(schedule.at(at("02:00").getEpochSecond())).isEqualTo(0.01);
        assertThat(schedule.at(at("03:30").getEpochSecond())).isEqualTo(0.05);
        assertThatThrownBy(() -> new LimitSchedule(List.of(new Step(at("03:00"), 1), new Step(at("02:00"), 1)), 1))
                .hasMessageContaining("order of time");
    }
}
