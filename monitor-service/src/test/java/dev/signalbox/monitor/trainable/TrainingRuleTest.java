package dev.signalbox.monitor.trainable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.verdict.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingRuleTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentName DEPLOYMENT = DeploymentName.parse("bank/loan");
    private static final Feedback LABEL = feedback(FeedbackKind.LABEL, 1L, null);

    /* Version 1 goes live; 2 is promoted at the second try; 3 is rolled back; 4 gives way to 5, which is still judged. */
    private static final List<RolloutReport> STORY = List.of(
            report(0, "Preparing", null, "1", 0),
            report(10, "Stable", "1", null, 0),
            report(20, "Canary", "1", "2", 20),
            report(30, "RollingBack", "1", "2", 20),
            report(31, "RolledBack", "1", null, 0),
            report(40, "Canary", "1", "2", 40),
            report(50, "Stable", "2", null, 0),
            report(60, "Canary", "2", "3", 60),
            report(70, "RollingBack", "2", "3", 60),
            report(71, "RolledBack", "2", null, 0),
            report(80, "Canary", "2", "4", 80),
            report(90, "Canary", "2", "5", 90));

    static Stream<Arguments> records() {
        return Stream.of(
                argumentSet("stable's answers are learned from", "1", 15, null),
                argumentSet("and go on to be after it was replaced", "1", 55, null),
                argumentSet("the first try of a version that was rolled back is not", "2", 25, Omission.ROLLED_BACK),
                argumentSet("nor what came late from it", "2", 35, Omission.ROLLED_BACK),
                argumentSet("the try that led to its promotion is", "2", 45, null),
                argumentSet("as is what it answered as stable", "2", 75, null),
                argumentSet("a version that was rolled back never is", "3", 65, Omission.ROLLED_BACK),
                argumentSet("whatever the clocks say", "3", 5, Omission.ROLLED_BACK),
                argumentSet("nor is one that gave way before it was stable", "4", 85, Omission.UNPROVEN),
                argumentSet("nor one that is being judged", "5", 95, Omission.UNPROVEN),
                argumentSet("of a version that nobody told of, nothing bad is known", "9", 95, null));
    }

    @ParameterizedTest
    @MethodSource("records")
    void rolloutsDecideWhoseAnswersCount(String version, long second, @Nullable Omission why) {
        TrainingRule rule = new TrainingRule(FaultyTimes.of(STORY, List.of()), Set.of());

        assertThat(rule.choose(record(version, second), List.of(LABEL))).isEqualTo(expected(version, second, why));
    }

    static Stream<Arguments> alarms() {
        return Stream.of(
                argumentSet("before an alarm", List.of(turn(20, true), turn(30, false)), 19, null),
                argumentSet("while it fires", List.of(turn(20, true), turn(30, false)), 20, Omission.ALARM),
                argumentSet("until it is quiet", List.of(turn(20, true), turn(30, false)), 30, null),
                argumentSet("as long as it goes on", List.of(turn(20, true)), 1_000, Omission.ALARM),
                argumentSet("before the history begins", List.of(turn(30, false)), 3, Omission.ALARM),
                argumentSet("after a history without a beginning", List.of(turn(30, false)), 31, null),
                argumentSet(
                        "said twice, it fires once",
                        List.of(turn(20, true), turn(25, true), turn(30, false)),
                        27,
                        Omission.ALARM),
                argumentSet(
                        "another version's judging ends it",
                        List.of(turn(20, true), SignalTurn.anew(T0.plusSeconds(25), new ModelVersion("2"))),
                        26,
                        null));
    }

    @ParameterizedTest
    @MethodSource("alarms")
    void nothingIsLearnedFromTheTimesOfAnAlarm(List<SignalTurn> turns, long second, @Nullable Omission why) {
        TrainingRule rule = new TrainingRule(FaultyTimes.of(List.of(), turns), Set.of());

        assertThat(rule.choose(record("1", second), List.of(LABEL))).isEqualTo(expected("1", second, why));
    }

    @Test
    void anAlarmThatNobodyWatchesAnyMoreEndsWithThePromotion() {
        List<RolloutReport> promoted = List.of(
                report(5, "Canary", "0", "1", 5),
                report(40, "Stable", "1", null, 0),
                report(90, "Stable", "1", null, 0));
        TrainingRule rule = new TrainingRule(FaultyTimes.of(promoted, List.of(turn(20, true))), Set.of());

        assertThat(rule.choose(record("1", 39), List.of(LABEL))).isEqualTo(new Choice.Left(Omission.ALARM));
        assertThat(rule.choose(record("1", 40), List.of(LABEL))).isInstanceOf(Choice.Learned.class);
    }

    @Test
    void driftAndWrongAnswersAreWhatIsToBeLearnedFromAndErrorsAreNot() {
        assertThat(Stream.of(Metric.values()).filter(metric -> !FaultyTimes.isOfFaults(metric)))
                .containsExactly(
                        Metric.FEATURE_DRIFT,
                        Metric.PREDICTION_DRIFT,
                        Metric.CONFIDENCE_DRIFT,
                        Metric.DISAGREEMENT,
                        Metric.ACCURACY,
                        Metric.DECISION_AGREEMENT,
                        Metric.CLICK_RATE,
                        Metric.REDO_RATE);
    }

    @Test
    void theLastLabelCountsAndALabelMoreThanADecision() {
        TrainingRule rule = new TrainingRule(FaultyTimes.of(List.of(), List.of()), Set.of());
        InferenceRecord record = record("1", 10);

        assertThat(rule.choose(
                        record,
                        List.of(
                                feedback(FeedbackKind.LABEL, 0L, null),
                                LABEL,
                                feedback(FeedbackKind.DECISION, 0L, null))))
                .isEqualTo(new Choice.Learned(TrainingRow.of(record, 1L, FeedbackKind.LABEL)));
        assertThat(rule.choose(record, List.of(feedback(FeedbackKind.DECISION, 0L, null))))
                .isEqualTo(new Choice.Learned(TrainingRow.of(record, 0L, FeedbackKind.DECISION)));
        assertThat(rule.choose(record, List.of(feedback(FeedbackKind.CLICK, true, null))))
                .isEqualTo(new Choice.Left(Omission.UNLABELLED));
    }

    @Test
    void aDecisionOfAFaultyTimeDoesNotCountButALabelDoes() {
        TrainingRule rule =
                new TrainingRule(FaultyTimes.of(List.of(), List.of(turn(20, true), turn(30, false))), Set.of());
        InferenceRecord record = record("1", 10);
        Instant faulty = T0.plusSeconds(25);

        assertThat(rule.choose(record, List.of(feedback(FeedbackKind.DECISION, 1L, faulty))))
                .isEqualTo(new Choice.Left(Omission.DECIDED_WHILE_FAULTY));
        assertThat(rule.choose(record, List.of(feedback(FeedbackKind.LABEL, 1L, faulty))))
                .isInstanceOf(Choice.Learned.class);
    }

    @Test
    void whatIsWithheldMustBeAnAnswer() {
        TrainingRule rule = new TrainingRule(FaultyTimes.of(List.of(), List.of()), Set.of("approved"));

        assertThat(rule.choose(record("1", 1, 1, List.of("income")), List.of(LABEL)))
                .isEqualTo(new Choice.Left(Omission.WITHHELD));
        assertThat(rule.choose(record("1", 1, 1, List.of("approved")), List.of(LABEL)))
                .isInstanceOf(Choice.Learned.class);
        assertThat(rule.choose(record("1", 1, 2, List.of()), List.of(LABEL)))
                .isEqualTo(new Choice.Left(Omission.SEVERAL_ROWS));
    }

    private static Choice expected(String version, long second, @Nullable Omission why) {
        return why == null
                ? new Choice.Learned(TrainingRow.of(record(version, second), 1L, FeedbackKind.LABEL))
                : new Choice.Left(why);
    }

    private static SignalTurn turn(long second, boolean firing) {
        return new SignalTurn(T0.plusSeconds(second), new ModelVersion("1"), "errors", !firing, firing);
    }

    private static Feedback feedback(FeedbackKind kind, Object value, @Nullable Instant at) {
        return new Feedback("r", kind, value, at);
    }

    private static InferenceRecord record(String version, long second) {
        return record(version, second, 1, List.of());
    }

    private static InferenceRecord record(String version, long second, int rows, List<String> withheld) {
        return new InferenceRecord(
                "r",
                DEPLOYMENT,
                new ModelVersion(version),
                "i",
                T0.plusSeconds(second),
                1,
                rows,
                Map.of("x", List.of(1L)),
                Map.of("y", List.of(1L)),
                withheld);
    }

    private static RolloutReport report(
            long second, String phase, @Nullable String stable, @Nullable String candidate, long startedAt) {
        return new RolloutReport(
                RolloutReport.VERSION,
                DEPLOYMENT,
                T0.plusSeconds(second),
                phase,
                T0,
                stable == null ? null : new ModelVersion(stable),
                candidate == null
                        ? null
                        : new RolloutReport.Candidate(
                                new ModelVersion(candidate),
                                new Weight(0),
                                null,
                                List.of(),
                                T0.plusSeconds(startedAt),
                                null),
                "Because",
                "because",
                1);
    }
}
