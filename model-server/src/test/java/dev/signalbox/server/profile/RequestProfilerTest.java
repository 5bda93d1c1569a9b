package dev.signalbox.server.profile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestProfilerTest {
    private static final Input AGE = new Input(
            "age", Datatype.FP32, Shape.COLUMN, new Input.Domain(InputKind.NUMERIC, true, Input.Categories.NONE));
    private static final Input HOUSING = new Input(
            "housing",
            Datatype.BYTES,
            Shape.COLUMN,
            new Input.Domain(InputKind.CATEGORY, false, Input.Categories.of(List.of("Own", "Rent", "ForFree"))));
    private static final Input SIZES =
            new Input("sizes", Datatype.INT64, new Shape(List.of(-1L, 2L)), Input.Domain.numbers());
    private static final Output SCORE = new Output("score", Datatype.FP32, Shape.COLUMN, List.of());
    private static final Output LABEL = new Output("label", Datatype.BYTES, Shape.COLUMN, List.of("yes", "no"));
    private static final Signature SIGNATURE = new Signature(
            Packing.TENSORS,
            List.of(AGE, HOUSING, SIZES),
            List.of(SCORE, LABEL),
            new Confidence("score", Confidence.Kind.BINARY_PROBABILITY));
    private static final Baseline BASELINE = new Baseline(
            1,
            4,
            Map.of(
                    "age", NumericBaseline.ofNumbers(new double[] {20, 30, 40, 50}),
                    "housing", CategoryBaseline.of(List.of("Own", "Rent", "ForFree"), new int[] {0, 0, 0, 1})),
            Map.of("score", NumericBaseline.ofNumbers(new double[] {0.25, 0.5})));

    private final RequestProfiler profiler = new RequestProfiler(SIGNATURE, BASELINE);

    @Test
    void theTrainingDataIsToldInTheSameBins() {
        add();
        Profiles profiles = profiler.drain();

        ReferenceProfile reference = RequestProfiler.reference(SIGNATURE, BASELINE);

        assertThat(reference.rows()).isEqualTo(4);
        assertThat(reference.features()).containsOnlyKeys("age", "housing");
        BinnedNumbers ages =
                requireNonNull(requireNonNull(reference.features().get("age")).values());
        BinnedNumbers seen =
                requireNonNull(requireNonNull(profiles.features().get("age")).values());
        assertThat(ages.edges()).isEqualTo(seen.edges());
        assertThat(ages.counts()).containsExactly(1L, 1L, 1L, 1L, 0L);
        assertThat(ages.moments().mean().orElseThrow()).isCloseTo(35, within(1e-9));
        assertThat(ages.moments().deviation()).isCloseTo(12.9099, within(1e-3));
        CategoryCounts housing = requireNonNull(
                requireNonNull(reference.features().get("housing")).categories());
        CategoryCounts known = requireNonNull(
                requireNonNull(profiles.features().get("housing")).categories());
        assertThat(housing.counts()).containsEntry("Own", 3L).containsEntry("Rent", 1L);
        assertThat(housing.counts().keySet()).isEqualTo(known.counts().keySet());
        assertThat(reference.outputs()).containsOnlyKeys("score");
        assertThat(RequestProfiler.reference(SIGNATURE, Baseline.NONE).isEmpty())
                .isTrue();
    }

    @Test
    void countsWhatWasAskedInTheBinsOfTheBaseline() {
        add();
        Profiles profiles = profiler.drain();

        FeatureProfile age = requireNonNull(profiles.features().get("age"));
        assertThat(age.rows()).isEqualTo(3);
        assertThat(age.missing()).isEqualTo(1);
        BinnedNumbers ages = requireNonNull(age.values());
        assertThat(ages.edges()).containsExactly(20.0, 30.0, 40.0, 50.0);
        assertThat(ages.counts()).containsExactly(0L, 1L, 0L, 0L, 1L);
        assertThat(ages.moments().mean().orElseThrow()).isEqualTo(50);

        FeatureProfile housing = requireNonNull(profiles.features().get("housing"));
        assertThat(requireNonNull(housing.categories()).counts()).isEqualTo(Map.of("Own", 1L, "Rent", 0L));
        assertThat(housing.categories().unseen())
                .as("never in the baseline, and never in the signature")
                .isEqualTo(2);
    }

    @Test
    void countsTheColumnsOfARowEachByItself() {
        add();

        assertThat(profiler.drain().features())
                .containsKeys("sizes[0]", "sizes[1]")
                .doesNotContainKey("sizes");
        assertThat(profiler.size()).isEqualTo(6);
        add();
        assertThat(requireNonNull(profiler.drain().features().get("sizes[1]").values())
                        .moments()
                        .sum())
                .isEqualTo(2 + 4 + 6);
    }

    @Test
    void countsWhatWasAnsweredAndHowSureTheModelWas() {
        add();
        Profiles profiles = profiler.drain();

        OutputProfile score = requireNonNull(profiles.outputs().get("score"));
        assertThat(score.kind()).isEqualTo(ProfileKind.NUMERIC);
        assertThat(score.nulls()).isEqualTo(1);
        assertThat(requireNonNull(score.values()).counts()).containsExactly(1L, 0L, 1L);
        assertThat(requireNonNull(score.confidence()).total()).isEqualTo(3);
        assertThat(score.confidence().moments().mean().orElseThrow()).isCloseTo((0.9 + 0.8) / 3, within(1e-6));

        OutputProfile label = requireNonNull(profiles.outputs().get("label"));
        assertThat(label.nulls()).as("an index of no class").isEqualTo(1);
        assertThat(requireNonNull(label.categories()).counts()).isEqualTo(Map.of("yes", 1L, "no", 1L));
    }

    @Test
    void noSumOrExtremeTellsANumberThatNobodyIsToSee() {
        Input income = new Input(
                "income",
                Datatype.FP32,
                Shape.COLUMN,
                new Input.Domain(InputKind.NUMERIC, true, Input.Categories.NONE, true));
        Output limit = new Output("limit", Datatype.FP64, Shape.COLUMN, List.of(), true);
        Signature signature = new Signature(
                Packing.TENSORS,
                List.of(income, AGE),
                List.of(limit),
                new Confidence("limit", Confidence.Kind.BINARY_PROBABILITY));
        RequestProfiler masked = new RequestProfiler(
                signature,
                new Baseline(1, 2, Map.of("income", NumericBaseline.ofNumbers(new double[] {10, 20})), Map.of()));

        masked.add(
                new Batch(
                        1,
                        List.of(
                                new InputTensor(income, List.of(1L), Elements.Floats.over(new float[] {17.5f})),
                                new InputTensor(AGE, List.of(1L), Elements.Floats.over(new float[] {17.5f})))),
                List.of(new OutputTensor(limit, List.of(1L), Elements.Doubles.over(new double[] {0.625}))));
        Profiles profiles = masked.drain();

        assertThat(profiles.features().get("income"))
                .isEqualTo(FeatureProfile.ofNumbers(
                        ProfileKind.NUMERIC,
                        0,
                        new BinnedNumbers(List.of(10.0, 20.0), List.of(0L, 1L, 0L), Moments.NONE)));
        assertThat(profiles.toString().split("17\\.5", -1))
                .as("the age's sum, least and most")
                .hasSize(4);
        assertThat(profiles.outputs().toString()).doesNotContain("0.625");
    }

    @Test
    void aDrainTakesEverythingOut() {
        add();
        Profiles first = profiler.drain();
        Profiles nothing = profiler.drain();

        assertThat(nothing.features().values()).allMatch(profile -> profile.rows() == 0);
        assertThat(first.merge(nothing)).isEqualTo(first);
        assertThat(Profiles.NONE.merge(first)).isEqualTo(first);
    }

    private void add() {
        Elements.Floats ages = Elements.Floats.over(new float[] {21, 79});
        ages.addMissing();
        profiler.add(
                new Batch(
                        3,
                        List.of(
                                new InputTensor(AGE, List.of(3L), ages),
                                new InputTensor(HOUSING, List.of(3L), Elements.Longs.over(new long[] {0, 2, -1})),
                                new InputTensor(
                                        SIZES, List.of(3L, 2L), Elements.Longs.over(new long[] {1, 2, 3, 4, 5, 6})))),
                List.of(
                        new OutputTensor(SCORE, List.of(3L), Elements.Floats.over(new float[] {0.1f, Float.NaN, 0.8f})),
                        new OutputTensor(LABEL, List.of(3L), Elements.Longs.over(new long[] {1, 0, 7}))));
    }
}
