package dev.signalbox.server.batching;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.util.List;

/** A request of tests: a name, a shape by the width of its rows, and its times. */
record Asked(String name, long width, int rows, long arrived, long deadline, boolean abandoned) implements Waiting {
    private static final Input INPUT = new Input(
            "x",
            Datatype.FP32,
            new Shape(List.of(-1L, -1L)),
            new Input.Domain(InputKind.NUMERIC, false, Input.Categories.of(List.of())));

    static Asked at(long arrived, String name) {
        return new Asked(name, 1, 1, arrived, arrived + 1_000_000, false);
    }

    Asked rows(int count) {
        return new Asked(name, width, count, arrived, deadline, abandoned);
    }

    Asked width(long columns) {
        return new Asked(name, columns, rows, arrived, deadline, abandoned);
    }

    Asked until(long end) {
        return new Asked(name, width, rows, arrived, end, abandoned);
    }

    Asked gone() {
        return new Asked(name, width, rows, arrived, deadline, true);
    }

    @Override
    public RowShape shape() {
        return RowShape.of(new Batch(
                rows, List.of(new InputTensor(INPUT, List.of((long) rows, width), Elements.of(Datatype.FP32)))));
    }
}
