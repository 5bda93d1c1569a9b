package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private static final Output SCORE = Requests.SIGNATURE.outputs().get(0);
    private static final Output LABEL = Requests.SIGNATURE.outputs().get(1);
    private static final Output CLASS = new Output("class", Datatype.BYTES, Shape.COLUMN, List.of("no", "yes"));

    private final AnswerWriter writer = new AnswerWriter(new ModelIdentity("loans", new ModelVersion("7")));

    @Test
    void writesNanAndInfinityAsNullAndLongsDigitByDigit() {
        InferRequest request = Requests.read(Requests.GOOD);
        List<OutputTensor> outputs = List.of(
                new OutputTensor(SCORE, List.of(2L), Elements.Floats.over(new float[] {Float.NaN, 0.1f})),
                new OutputTensor(LABEL, List.of(2L), Elements.Longs.over(new long[] {9007199254740993L, -1})));

        assertThat(new String(writer.answer(request, outputs).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"model_name\":\"loans\",\"model_version\":\"7\",\"id\":\"r1\",\"outputs\":["
                        + "{\"name\":\"score\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[null,0.1]},"
                        + "{\"name\":\"label\",\"datatype\":\"INT64\",\"shape\":[2],\"data\":[9007199254740993,-1]}]}");
    }

    @Test
    void writesCategoriesAsTextsAndUnknownOnesAsNull() {
        InferRequest request =
                new InferRequest(null, Requests.read(Requests.GOOD).batch(), List.of(new WantedOutput(CLASS, false)));
        List<OutputTensor> outputs =
                List.of(new OutputTensor(CLASS, List.of(2L), Elements.Longs.over(new long[] {1, 2})));

        assertThat(new String(writer.answer(request, outputs).bytes(), StandardCharsets.UTF_8))
                .contains("\"data\":[\"yes\",null]")
                .doesNotContain("\"id\"");
        Tally tally = Tally.of(request.batch(), outputs);
        assertThat(tally.nullRows()).isEqualTo(1);
        assertThat(tally.nullOutputs()).containsEntry("class", 1L).hasSize(1);
        assertThat(tally.missing())
                .containsEntry("amount", 1L)
                .containsEntry("age", 1L)
                .hasSize(2);
    }
}
