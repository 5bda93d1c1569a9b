package dev.signalbox.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of an answer beside it. */
class ToldTest {
    @Test
    void theClassOfASingleRowIsToldAndThatOfSeveralIsNot() {
        Output open = output("class", false);
        assertThat(told(input("age", false), open, 1).predicted()).isEqualTo("yes");
        assertThat(told(input("age", false), open, 2).predicted()).isNull();
        assertThat(told(input("age", false), open, 1).masked()).isEmpty();
    }

    @Test
    void whatNobodyIsToSeeIsNamedAndAMaskedClassIsNotTold() {
        Output masked = output("class", true);
        Reply.Told told = told(input("age", true), masked, 1);
        assertThat(told.masked()).isEqualTo("age,class");
        assertThat(told.predicted()).isNull();
        assertThat(told(input("class", true), masked, 1).masked()).isEqualTo("class");
    }

    private static Reply.Told told(Input input, Output output, int rows) {
        Signature signature = new Signature(Packing.TENSORS, List.of(input), List.of(output), null);
        long[] classes = new long[rows];
        Arrays.fill(classes, 1);
        OutputTensor answer = new OutputTensor(output, List.of((long) rows), Elements.Longs.over(classes));
        return Reply.Told.of(signature, rows, List.of(answer));
    }

    private static Input input(String name, boolean masked) {
        return new Input(
                name,
                Datatype.FP32,
                Shape.COLUMN,
                new Input.Domain(InputKind.NUMERIC, false, Input.Categories.NONE, masked));
    }

    private static Output output(String name, boolean masked) {
        return new Output(name, Datatype.BYTES, Shape.COLUMN, List.of("no", "yes"), masked);
    }
}
