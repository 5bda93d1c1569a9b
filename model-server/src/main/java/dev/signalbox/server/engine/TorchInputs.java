package dev.signalbox.server.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.util.Arrays;

/** Makes PyTorch's tensors of a request's. */
final class TorchInputs {
    private TorchInputs() {}

    static NDArray create(NDManager scope, InputTensor tensor) {
        Shape shape =
                new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
        return switch (tensor.elements()) {
            case Elements.Floats floats -> scope.create(floats.toArray(), shape);
            case Elements.Doubles doubles -> scope.create(doubles.toArray(), shape);
            case Elements.Booleans booleans -> scope.create(booleans.toArray(), shape);
            case Elements.Longs longs ->
                tensor.input().datatype() == Datatype.INT32
                        ? scope.create(
                                Arrays.stream(longs.toArray())
                                        .mapToInt(Math::toIntExact)
                                        .toArray(),
                                shape)
                        : scope.create(longs.toArray(), shape);
        };
    }
}
