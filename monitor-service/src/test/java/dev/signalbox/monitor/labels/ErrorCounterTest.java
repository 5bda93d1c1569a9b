package dev.signalbox.monitor.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.statistics.Wilson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorCounterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private int requests;

    /** 8 of 10: Wilson's limits are 0.4902 and 0.9433 (Agresti and Coull, 1998). */
    @Test
    void intervalsAreThoseOfTheTables() {
        assertThat(Wilson.of(8, 10).low()).isEqualTo(0.4902, within(5e-5));
        assertThat(Wilson.of(8, 10).high()).isEqualTo(0.9433, within(5e-5));
        assertThat(Wilson.of(0, 10).low()).isZero();
        assertThat(Wilson.of(10, 10).high()).isEqualTo(1);
        assertThat(Wilson.of(0, 0).high()).isEqualTo(1);
    }

    @Test
    void theWorstSliceIsThatWhichIsSurelyBadAndNotTheOneOfASingleLabel() {
        ErrorCounter counter = new ErrorCounter(null);
        add(counter, "Rent", 40, 10);
        add(counter, "Own", 10, 90);
        add(counter, "ForFree", 1, 0);

        assertThat(counter.counted().slices())
                .extracting(
                        ErrorAnalysis.Slice::value,
                        slice -> slice.answers().n(),
                        slice -> slice.answers().right())
                .containsExactly(tuple("Rent", 50L, 10L), tuple("ForFree", 1L, 0L), tuple("Own", 100L, 90L));
    }

    @Test
    void classesAreThoseOfTheLabels() {
        ErrorCounter counter = new ErrorCounter(null);
        add(counter, "Rent", 40, 10);

        ErrorAnalysis found = counter.counted();
        assertThat(found.labelled().accuracy()).isEqualTo(0.2);
        assertThat(found.classes())
                .extracting(ErrorAnalysis.OfClass::label, of -> of.answers().accuracy())
                .containsExactly(tuple("0", 0.0), tuple("1", 1.0));
    }

    @Test
    void aSliceThatGrewIsToldWithWhatItWas() {
        ErrorCounter counter = new ErrorCounter(null);
        for (int i = 0; i < 100; i++) {
            counter.addBefore(record(i < 20 ? "Rent" : "Own", 1));
        }
        add(counter, "Rent", 0, 60);
        add(counter, "Own", 0, 40);

        ErrorAnalysis.Slice rent = counter.counted().slices().stream()
                .filter(slice -> slice.value().equals("Rent"))
                .findFirst()
                .orElseThrow();
        assertThat(rent.share()).isEqualTo(0.6);
        assertThat(rent.shareBefore()).isEqualTo(0.2);
        assertThat(rent.change()).isEqualTo(0.4, within(1e-12));
    }

    @Test
    void numbersAreSlicedByTheBinsOfTheTrainingData() {
        NumberCounter numbers = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(10.0, 20.0)));
        numbers.add(5);
        ErrorCounter counter = new ErrorCounter(
                new ReferenceProfile(ReferenceProfile.VERSION, 1, Map.of("age", numbers.drain()), Map.of()));
        for (long age : new long[] {10, 11, 21}) {
            counter.add(record("Own", age), List.of(label(1)));
        }

        assertThat(counter.counted().slices())
                .filteredOn(slice -> slice.feature().equals("age"))
                .extracting(ErrorAnalysis.Slice::value)
                .containsExactlyInAnyOrder("<= 10.0", "> 10.0, <= 20.0", "> 20.0");
    }

    @Test
    void theSameQuestionWithAnotherLabelIsAContradiction() {
        ErrorCounter counter = new ErrorCounter(null);
        counter.add(record("Own", 1), List.of(label(1)));
        counter.add(record("Own", 1), List.of(label(0)));
        counter.add(record("Own", 1), List.of(label(1)));
        counter.add(record("Own", 2), List.of(label(0)));

        ErrorAnalysis.Consistency found = counter.counted().consistency();
        assertThat(found.compared()).isEqualTo(2);
        assertThat(found.inconsistent()).isEqualTo(1);
        assertThat(found.contradictions()).containsExactly(new ErrorAnalysis.Contradiction("r0", "1", "r1", "0"));
    }

    /* The answer is always 1. */
    private void add(ErrorCounter counter, String housing, int wrong, int right) {
        for (int i = 0; i < wrong + right; i++) {
            counter.add(record(housing, requests), List.of(label(i < wrong ? 0 : 1)));
        }
    }

    private static Feedback label(int value) {
        return new Feedback("r", FeedbackKind.LABEL, value, null);
    }

    private InferenceRecord record(String housing, long age) {
        return new InferenceRecord(
                "r" + requests++,
                DeploymentName.parse("bank/loan"),
                new ModelVersion("1"),
                "i",
                START,
                1,
                1,
                Map.of("housing", List.of(housing), "age", List.of(age)),
                Map.of("approved", List.of(1L)),
                List.of());
    }
}
