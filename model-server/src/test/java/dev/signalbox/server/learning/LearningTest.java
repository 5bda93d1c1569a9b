package dev.signalbox.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.sample.RequestSample;
import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearningTest {
    /** Of the requests that a low rate of recording keeps, as many are held out as of all. */
    @Test
    void partsDoNotDependOnWhatIsRecorded() {
        for (double rate : new double[] {1, 0.1}) {
            RequestSample sample = new RequestSample(rate);
            Map<Part, Integer> counts = new EnumMap<>(Part.class);
            int kept = 0;
            for (int i = 0; i < 100_000; i++) {
                if (sample.keeps("request-" + i)) {
                    kept++;
                    counts.merge(Part.of("request-" + i), 1, Integer::sum);
                }
            }
            assertThat(counts.get(Part.HELD_OUT) / (double) kept).isEqualTo(0.25, within(0.02));
            assertThat(counts.get(Part.VALIDATION) / (double) kept).isEqualTo(0.15, within(0.02));
        }
    }

    @Test
    void trainingStopsWhenNothingGotBetterForLongAndKnowsTheBest() {
        Patience patience = Patience.from(1.0);
        for (double loss : new double[] {0.9, 0.8, 0.85, 0.8, Double.NaN}) {
            assertThat(patience.isOver(3)).isFalse();
            patience = patience.after(loss);
        }

        assertThat(patience).isEqualTo(new Patience(0.8, 2, 5));
        assertThat(patience.isOver(3)).isTrue();
        assertThat(patience.isBest()).isFalse();
        assertThat(Patience.from(1).after(0.5).isBest()).isTrue();
    }

    @Test
    void aProbabilityIsOfClassOne() {
        Target target = Target.of(signature(
                new Confidence("p", Confidence.Kind.BINARY_PROBABILITY),
                new Output("p", Datatype.FP32, Shape.COLUMN, List.of()),
                new Output("approved", Datatype.INT64, Shape.COLUMN, List.of())));

        assertThat(target).isEqualTo(new Target(0, 1, List.of("0", "1"), true));
        assertThat(target.classOf(true)).isEqualTo(OptionalInt.of(1));
        assertThat(target.classOf(0.0)).isEqualTo(OptionalInt.of(0));
        assertThat(target.classOf("1")).isEqualTo(OptionalInt.of(1));
        assertThat(target.classOf(0.5)).isEmpty();
        assertThat(target.classOf("yes")).isEmpty();
        assertThat(target.classOf(null)).isEmpty();
    }

    @Test
    void classesMayHaveNames() {
        Target target = Target.of(signature(
                null,
                new Output("scores", Datatype.FP32, new Shape(List.of(-1L, 3L)), List.of()),
                new Output("kind", Datatype.BYTES, Shape.COLUMN, List.of("cat", "dog", "cow"))));

        assertThat(target).isEqualTo(new Target(0, 1, List.of("cat", "dog", "cow"), false));
        assertThat(target.classOf("dog")).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void whatHasNoClassesIsNotTrained() {
        Output number = new Output("price", Datatype.FP32, Shape.COLUMN, List.of());
        assertThatThrownBy(() -> Target.of(signature(null, number)))
                .hasMessageStartingWith("signature.json must say what is trained");
        assertThatThrownBy(() -> Target.of(signature(
                        null,
                        new Output("scores", Datatype.FP32, new Shape(List.of(-1L, 3L)), List.of()),
                        new Output("kind", Datatype.BYTES, Shape.COLUMN, List.of("cat", "dog")))))
                .hasMessage("outputs.kind.categories must be the 3 classes, got 2");
    }

    private static Signature signature(@Nullable Confidence confidence, Output... outputs) {
        Input input = new Input("x", Datatype.FP32, Shape.COLUMN, Input.Domain.numbers());
        return new Signature(Packing.MATRIX, List.of(input), List.of(outputs), confidence);
    }
}
