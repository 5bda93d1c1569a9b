package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Input;
import java.util.List;

/** What shapes of requests add up to. */
final class Shapes {
    private Shapes() {}

    /** How many elements an input of a shape has, never beyond 64 bits unnoticed. */
    static long product(Input input, List<Long> shape) {
        long product = 1;
        for (long size : shape) {
            try {
                product = Math.multiplyExact(product, size);
            } catch (ArithmeticException overflow) {
                throw new RequestRefused(
                        "input \"" + input.name() + "\" shape " + shape + " must have a product within 64 bits");
            }
        }
        return product;
    }
}
