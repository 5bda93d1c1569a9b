package dev.signalbox.server.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Puts the rows of several requests together for one run of the model. Not thread safe: each thread has its own, whose memory
 * the tensors of a run share, so that they are of use until the next run only.
 */
final class TorchBatch {
    private static final int FLOAT = Float.BYTES;
    private static final int FIRST_CAPACITY = 16 * 1024;
    /* Memory outside the heap is kept for the usual run, not for the largest one that ever came. */
    private static final int MOST_KEPT = 4 << 20;

    private static final int ALIGNMENT = 64;

    private ByteBuffer kept = direct(FIRST_CAPACITY);
    private int taken;

    NDList pack(NDManager scope, Signature signature, List<Batch> batches) {
        NDList packed = new NDList();
        taken = 0;
        if (signature.packing() == Packing.MATRIX) {
            packed.add(matrix(scope, batches));
        } else {
            for (int i = 0; i < signature.inputs().size(); i++) {
                packed.add(joined(scope, batches, i));
            }
        }
        for (NDArray array : packed) {
            array.setName(null);
        }
        return packed;
    }

    private NDArray matrix(NDManager scope, List<Batch> batches) {
        int columns = batches.getFirst().columns();
        int rows = rows(batches);
        ByteBuffer buffer = room(Math.multiplyExact(Math.multiplyExact(rows, columns), FLOAT));
        FloatBuffer floats = buffer.asFloatBuffer();
        for (Batch batch : batches) {
            floats.put(batch.matrix());
        }
        return scope.create(buffer, new Shape(rows, columns), DataType.FLOAT32);
    }

    private NDArray joined(NDManager scope, List<Batch> batches, int input) {
        InputTensor first = batches.getFirst().inputs().get(input);
        /* The others are converted on their way, or are rare. */
        if (first.elements() instanceof Elements.Floats
                && first.input().datatype() == Datatype.FP32
                && first.elements().size() > 0) {
            return floats(scope, batches, input);
        }
        if (batches.size() == 1) {
            return TorchInputs.create(scope, batches.getFirst().inputs().get(input));
        }
        NDList parts = new NDList();
        for (Batch batch : batches) {
            parts.add(TorchInputs.create(scope, batch.inputs().get(input)));
        }
        return NDArrays.concat(parts, 0);
    }

    private NDArray floats(NDManager scope, List<Batch> batches, int input) {
        long[] shape = batches.getFirst().inputs().get(input).shape().stream()
                .mapToLong(Long::longValue)
                .toArray();
        shape[0] = rows(batches);
        int elements = 0;
        for (Batch batch : batches) {
            elements =
                    Math.addExact(elements, batch.inputs().get(input).elements().size());
        }
        ByteBuffer buffer = room(Math.multiplyExact(elements, FLOAT));
        FloatBuffer floats = buffer.asFloatBuffer();
        for (Batch batch : batches) {
            if (batch.inputs().get(input).elements() instanceof Elements.Floats values) {
                values.putInto(floats);
            }
        }
        return scope.create(buffer, new Shape(shape), DataType.FLOAT32);
    }

    /** Memory that no other tensor of this run has. */
    private ByteBuffer room(int bytes) {
        if (bytes > MOST_KEPT) {
            return direct(bytes);
        }
        if (bytes > kept.capacity() - taken) {
            /* What was taken out of the former one is its tensors' to hold. */
            kept = direct(Math.max(bytes, Math.min(MOST_KEPT, kept.capacity() * 2)));
            taken = 0;
        }
        ByteBuffer room = kept.slice(taken, bytes).order(ByteOrder.nativeOrder());
        taken += whole(bytes);
        taken = Math.min(taken, kept.capacity());
        return room;
    }

    static int rows(List<Batch> batches) {
        int rows = 0;
        for (Batch batch : batches) {
            rows = Math.addExact(rows, batch.rows());
        }
        return rows;
    }

    /* Memory of the JDK begins anywhere: kernels are quicker, and add in the same order, where it begins as PyTorch's own does. */
    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(Math.addExact(whole(bytes), ALIGNMENT))
                .alignedSlice(ALIGNMENT)
                .slice(0, bytes)
                .order(ByteOrder.nativeOrder());
    }

    private static int whole(int bytes) {
        return Math.multiplyExact(-Math.floorDiv(-bytes, ALIGNMENT), ALIGNMENT);
    }
}
