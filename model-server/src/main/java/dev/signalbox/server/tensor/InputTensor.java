package dev.signalbox.server.tensor;

import dev.signalbox.server.signature.Input;
import java.util.List;

/** One input of a request, checked against its signature: {@code shape} begins with the rows. */
public record InputTensor(Input input, List<Long> shape, Elements elements) {
    public InputTensor {
        shape = List.copyOf(shape);
    }
}
