package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code data} of one tensor, flat or nested, and holds it to the tensor's shape. */
final class DataReader {
    private static final int UNKNOWN = -1;

    private final Input input;
    private final ElementReader element;
    /* By depth, how long the first array there was; all others must be as long. */
    private final int[] lengths;
    private int leafDepth = UNKNOWN;
    private int deepest;

    DataReader(Input input, @Nullable PictureReader pictures) {
        this.input = input;
        this.element = new ElementReader(input, pictures);
        this.lengths = new int[input.shape().rank()];
        Arrays.fill(lengths, UNKNOWN);
    }

    /** Reads the array that the parser stands on. */
    void read(JsonParser parser) throws IOException {
        Fields.require(parser, JsonToken.START_ARRAY, "input \"" + input.name() + "\" data", "an array");
        readArray(parser, 0);
    }

    private void readArray(JsonParser parser, int depth) throws IOException {
        if (depth == lengths.length) {
            throw refused("data must not be nested deeper than its shape, " + lengths.length + " dimensions");
        }
        deepest = Math.max(deepest, depth);
        int length = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                readArray(parser, depth + 1);
            } else {
                readElement(parser, depth);
            }
            length++;
        }
        if (lengths[depth] == UNKNOWN) {
            lengths[depth] = length;
        } else if (lengths[depth] != length) {
            throw refused("data must not be ragged, got arrays of " + lengths[depth] + " and " + length
                    + " elements at depth " + depth);
        }
    }

    private void readElement(JsonParser parser, int depth) throws IOException {
        if (leafDepth == UNKNOWN) {
            leafDepth = depth;
        } else if (leafDepth != depth) {
            throw refused("data must have all its elements at one depth, got some at " + leafDepth + " and " + depth);
        }
        element.read(parser);
    }

    /** The elements, if they fill the shape. */
    Elements filling(List<Long> shape) {
        if (leafDepth != UNKNOWN && leafDepth != deepest) {
            throw refused("data must not be ragged, got elements at depth " + leafDepth + " beside arrays");
        }
        if (deepest == 0) {
            checkFlat(shape);
        } else {
            checkNested(shape);
        }
        return element.elements();
    }

    private void checkFlat(List<Long> shape) {
        long expected = Shapes.product(input, shape);
        if (expected != element.elements().size()) {
            throw refused("data must have " + expected + " elements for shape " + shape + ", got "
                    + element.elements().size());
        }
    }

    private void checkNested(List<Long> shape) {
        List<Long> nested = Arrays.stream(lengths)
                .limit(deepest + 1L)
                .asLongStream()
                .boxed()
                .toList();
        if (!nested.equals(shape)) {
            List<Long> found =
                    nested.stream().filter(length -> length != UNKNOWN).toList();
            throw refused("data must be nested as its shape " + shape + ", got " + found);
        }
    }

    private RequestRefused refused(String rule) {
        return new RequestRefused("input \"" + input.name() + "\" " + rule);
    }
}
