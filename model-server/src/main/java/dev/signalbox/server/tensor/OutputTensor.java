package dev.signalbox.server.tensor;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Output;
import java.util.List;

/** One output of the model, as its signature declares it: {@code shape} begins with the rows. */
public record OutputTensor(Output output, List<Long> shape, Elements elements) {
    public OutputTensor {
        shape = List.copyOf(shape);
    }

    /** Whether an element is answered with null: not a finite number, or no known category. */
    public boolean isNull(int index) {
        if (output.datatype() == Datatype.BYTES) {
            double category = elements.number(index);
            return !(category >= 0 && category < output.categories().size());
        }
        return elements.isNull(index);
    }
}
