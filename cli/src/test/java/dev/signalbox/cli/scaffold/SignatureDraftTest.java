package dev.signalbox.cli.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureDraftTest {
    private static final Set<String> MISSING = Set.of("", "NA");

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of(List.of("0", "1", "1"), "c: 0 or 1"),
                Arguments.of(List.of("0", "1", "NA"), "c: whole numbers, may be missing"),
                Arguments.of(List.of("0", "12", "-3"), "c: whole numbers"),
                Arguments.of(List.of("0", "1.5", " 2e-3"), "c: numbers"),
                Arguments.of(List.of("red", "", "blue", "red"), "c: 2 categories, may be missing"),
                Arguments.of(List.of("1", "two"), "c: 2 categories"));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void aColumnIsWhatItsCellsLookLike(List<String> cells, String said) {
        assertThat(SampleColumn.of("c", cells, MISSING).said()).isEqualTo(said);
    }

    @Test
    void aColumnThatNoModelTakesIsRefused() {
        assertThatThrownBy(() -> SampleColumn.of("c", List.of("", "NA"), MISSING))
                .hasMessageContaining("no value at all");
        List<String> names = IntStream.range(0, 101).mapToObj(i -> "n" + i).toList();
        assertThatThrownBy(() -> SampleColumn.of("c", names, MISSING))
                .hasMessageContaining("column \"c\" has 101 different texts");
    }

    @Test
    void whatTheModelComplainsOfIsMended() {
        SignatureDraft draft = new SignatureDraft(
                true,
                List.of(SampleColumn.of("age", List.of("1", "NA"), MISSING)),
                List.of(SignatureDraft.Output.unknown("p"), SignatureDraft.Output.unknown("label")),
                null);

        SignatureDraft mended = draft.mendedBy(
                        "failed: the model must give output \"p\" as INT64, got FLOAT32\nand more")
                .flatMap(next ->
                        next.mendedBy("the model must give output \"p\" with shape [-1] for 20 rows, got [20, 2] at x"))
                .orElseThrow();

        assertThat(mended.outputs())
                .containsExactly(
                        new SignatureDraft.Output("p", "FP32", List.of(2L)),
                        new SignatureDraft.Output("label", "INT64", List.of()));
        assertThat(mended.mendedBy("something else")).isEmpty();
        assertThat(mended.document())
                .containsEntry("packing", "matrix")
                .containsEntry(
                        "inputs",
                        List.of(Map.of(
                                "name",
                                "age",
                                "datatype",
                                "INT64",
                                "shape",
                                List.of(-1),
                                "kind",
                                "numeric",
                                "nullable",
                                true)));
    }
}
