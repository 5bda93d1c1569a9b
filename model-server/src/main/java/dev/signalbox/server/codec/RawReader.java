package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.InputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads raw requests: nothing but the bytes of the only input, as one row, of which all outputs are wanted as binary. */
final class RawReader {
    private final Signature signature;
    private final @Nullable PictureReader pictures;

    RawReader(Signature signature, @Nullable PictureReader pictures) {
        this.signature = signature;
        this.pictures = pictures;
    }

    InferRequest read(byte[] body) {
        if (signature.inputs().size() != 1) {
            throw new RequestRefused(RequestBody.LENGTH_HEADER
                    + " must not be 0: only a model with one input takes a raw request, and this one has "
                    + signature.inputs().size());
        }
        Input input = signature.inputs().getFirst();
        List<Long> shape = shape(input, body.length);
        BinaryReader reader = new BinaryReader(input, ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN), pictures);
        InputTensor tensor = new InputTensor(
                input, shape, input.datatype() == Datatype.BYTES ? reader.whole(shape) : reader.filling(shape));
        return new InferRequest(
                null,
                new Batch(1, List.of(tensor)),
                signature.outputs().stream()
                        .map(output -> new WantedOutput(output, true))
                        .toList());
    }

    /** One row; and one size that is not fixed is what the bytes make it. */
    private static List<Long> shape(Input input, int length) {
        List<Long> shape = new ArrayList<>(input.shape().sizes());
        shape.set(0, 1L);
        long open = shape.stream().filter(size -> size < 0).count();
        if (open == 0 && !input.shape().anyRank()) {
            return shape;
        }
        int width = input.datatype().size();
        if (open > 1 || width == 0 || input.shape().anyRank()) {
            throw new RequestRefused(RequestBody.LENGTH_HEADER + " must not be 0: input \"" + input.name()
                    + "\" has more open sizes than a raw request can tell");
        }
        long fixed = 1;
        for (long size : shape) {
            fixed *= size < 0 ? 1 : Math.max(1, size);
            if (fixed > Integer.MAX_VALUE) {
                throw new RequestRefused("input \"" + input.name() + "\" is too large for a raw request");
            }
        }
        long told = length / (fixed * width);
        shape.replaceAll(size -> size < 0 ? told : size);
        return shape;
    }
}
