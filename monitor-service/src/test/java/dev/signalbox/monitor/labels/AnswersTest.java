package dev.signalbox.monitor.labels;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.monitor.judging.KnownAnswer;
import dev.signalbox.monitor.judging.PairedAnswers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a recorded answer is, and what feedback makes of it. */
class AnswersTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    static Arguments[] labels() {
        return new Arguments[] {
            Arguments.argumentSet("a whole number", 1L, 1, true),
            Arguments.argumentSet("a whole number as truth", 1L, true, true),
            Arguments.argumentSet("a whole number as text", 1L, "1", true),
            Arguments.argumentSet("another class", 0L, 1, false),
            Arguments.argumentSet("a text", "Own", "Own", true),
            Arguments.argumentSet("another text", "Own", "Rent", false),
            Arguments.argumentSet("truth", true, true, true),
            Arguments.argumentSet("a probability above a half", 0.7, 1, true),
            Arguments.argumentSet("a probability below a half", 0.3, true, false),
            Arguments.argumentSet("a probability and a name", 0.3, "Own", null),
            Arguments.argumentSet("a number that is none", 17.5, 1, null)
        };
    }

    @ParameterizedTest
    @MethodSource("labels")
    void anAnswerIsHeldAgainstItsLabel(Object answer, Object label, @Nullable Boolean right) {
        KnownAnswer known = KnownAnswers.of(record(1, answer, Map.of()), List.of(label(label)));
        assertThat(known.asLabelled()).isEqualTo(right);
    }

    @Test
    void theLastLabelCountsAndAClickCanBeTakenBack() {
        InferenceRecord record = record(1, 1L, Map.of());
        KnownAnswer known = KnownAnswers.of(
                record,
                List.of(
                        label(1),
                        label(0),
                        feedback(FeedbackKind.DECISION, 1),
                        feedback(FeedbackKind.CLICK, true),
                        feedback(FeedbackKind.REDO, "again")));
        assertThat(known.asLabelled()).isFalse();
        assertThat(known.asDecided()).isTrue();
        assertThat(known.clicked()).isTrue();
        assertThat(known.askedAgain()).isTrue();
        assertThat(KnownAnswers.of(
                                record,
                                List.of(feedback(FeedbackKind.CLICK, true), feedback(FeedbackKind.CLICK, false)))
                        .clicked())
                .isFalse();
        assertThat(KnownAnswers.of(record, List.of()).asLabelled()).isNull();
    }

    @Test
    void requestsOfSeveralRowsTellNothing() {
        assertThat(KnownAnswers.of(record(2, 1L, Map.of()), List.of(label(1))).asLabelled())
                .isNull();
    }

    @Test
    void pairsDifferByClassOrByAThousandthAndStableIsHeldAgainstItself() {
        PairCollector pairs = new PairCollector();
        pairs.add(record(1, 1L, Map.of("a", List.of(1L))), record(1, 1L, Map.of("a", List.of(1L))));
        pairs.add(record(1, 1L, Map.of("a", List.of(1L))), record(1, 0L, Map.of("a", List.of(1L))));
        pairs.add(record(1, 0.5001, Map.of("a", List.of(2L))), record(1, 0.5, Map.of("a", List.of(2L))));
        pairs.add(record(1, 0.6, Map.of("a", List.of(2L))), record(1, 0.5, Map.of("a", List.of(2L))));

        PairedAnswers collected = pairs.collected();

        assertThat(collected.pairs()).extracting(PairedAnswers.Pair::differs).containsExactly(false, true, false, true);
        assertThat(collected.sameQuestions()).isEqualTo(2);
        assertThat(collected.selfDifferences()).isEqualTo(1);
    }

    @Test
    void qualityIsCountedByClassAndSliceAndAChangeIsNoticed() {
        QualityCounter counter = new QualityCounter();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            boolean own = i % 2 == 0;
            boolean wrong = random.nextDouble() < (i < 1_000 ? 0.05 : 0.3);
            long label = i % 3 == 0 ? 1 : 0;
            counter.add(
                    record(1, wrong ? 1 - label : label, Map.of("housing", List.of(own ? "Own" : "Rent"))),
                    List.of(label(label)));
        }
        Quality quality = counter.counted();

        assertThat(quality.records()).isEqualTo(2_000);
        assertThat(requireNonNull(quality.accuracy()).value()).isCloseTo(0.825, within(0.03));
        assertThat(quality.accuracyByClass()).containsOnlyKeys("0", "1");
        assertThat(quality.accuracyBySlice()).containsOnlyKeys("housing=Own", "housing=Rent");
        assertThat(requireNonNull(quality.accuracyBySlice().get("housing=Own")).of())
                .isEqualTo(1_000);
        assertThat(quality.errorChange().alarms()).isNotEmpty();
        assertThat(quality.errorChange().presentError()).isCloseTo(0.3, within(0.06));
        assertThat(quality.advice()).isNull();
        assertThat(new QualityCounter().counted().accuracy()).isNull();
    }

    static Arguments[] thresholds() {
        return new Arguments[] {
            Arguments.argumentSet("a class of its own threshold", 0L, 0.65, 0.35),
            Arguments.argumentSet("the other class", 1L, 0.65, 0.65),
            Arguments.argumentSet("truth", true, 0.4, 0.4),
            Arguments.argumentSet("a name, of which none says that it is the positive one", "Own", 0.65, 0.65)
        };
    }

    @ParameterizedTest
    @MethodSource("thresholds")
    void performanceIsEstimatedOfTheClassThatWasAnswered(Object answer, double probability, double accuracy) {
        InferenceRecord record =
                answering(1, Map.of("answer", List.of(answer), "probability", List.of(probability)), Map.of());
        QualityCounter counter = new QualityCounter();
        counter.add(record, List.of());

        assertThat(requireNonNull(counter.counted().advice()).estimatedAccuracy())
                .isCloseTo(accuracy, within(1e-9));
    }

    @Test
    void aBusyUserCountsOnceForClicksAndRepeats() {
        QualityCounter counter = new QualityCounter();
        List<Feedback> both = List.of(feedback(FeedbackKind.CLICK, true), feedback(FeedbackKind.REDO, true));
        for (int i = 0; i < 50; i++) {
            counter.add(of("00000000000000aa"), both);
        }
        counter.add(of("00000000000000bb"), List.of());
        counter.add(of(null), List.of());
        counter.add(of(null), List.of());
        Quality quality = counter.counted();

        assertThat(quality.records()).isEqualTo(53);
        assertThat(quality.clickRate().count()).isEqualTo(1);
        assertThat(quality.clickRate().of()).isEqualTo(4);
        assertThat(quality.redoRate().value()).isEqualTo(0.25);
    }

    @Test
    void endlesslyManyClassesAndSlicesAreBoundedAndWhatIsLeftOutIsTold() {
        QualityCounter counter = new QualityCounter();
        for (int i = 0; i < 2_000; i++) {
            counter.add(record(1, "class-" + i, Map.of("id", List.of("value-" + i))), List.of(label("class-" + i)));
        }
        Quality quality = counter.counted();

        assertThat(requireNonNull(quality.accuracy()).of()).isEqualTo(2_000);
        assertThat(quality.accuracyByClass()).hasSize(100);
        assertThat(quality.accuracyBySlice()).hasSize(500);
        assertThat(quality.omitted()).containsOnly(Map.entry("class", 1_900L), Map.entry("slice", 1_500L));
    }

    private static InferenceRecord of(@Nullable String user) {
        InferenceRecord some = record(1, 1L, Map.of());
        return new InferenceRecord(
                some.requestId(),
                some.deployment(),
                some.version(),
                some.instance(),
                some.at(),
                some.latencyMicros(),
                some.rows(),
                some.inputs(),
                some.outputs(),
                some.withheld(),
                user);
    }

    private static Feedback label(Object value) {
        return feedback(FeedbackKind.LABEL, value);
    }

    private static Feedback feedback(FeedbackKind kind, Object value) {
        return new Feedback("r", kind, value, null);
    }

    private static InferenceRecord record(int rows, Object answer, Map<String, List<@Nullable Object>> inputs) {
        return answering(rows, Map.of("answer", List.of(answer)), inputs);
    }

    private static InferenceRecord answering(
            int rows, Map<String, List<@Nullable Object>> outputs, Map<String, List<@Nullable Object>> inputs) {
        return new InferenceRecord(
                "r",
                DeploymentName.parse("bank/loan"),
                new ModelVersion("1"),
                "i",
                START,
                1_000,
                rows,
                inputs,
                outputs,
                List.of());
    }
}
