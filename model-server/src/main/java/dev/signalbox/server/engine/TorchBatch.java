package dev.signalbox.server.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
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

    private ByteBuffer kept = direct(FIRST_CAPACITY);

    NDList pack(NDManager scope, Signature signature, List<Batch> batches) {
        NDList packed = new NDList();
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

    private static NDArray joined(NDManager scope, List<Batch> batches, int input) {
        if (batches.size() == 1) {
            return TorchInputs.create(scope, batches.getFirst().inputs().get(input));
        }
        NDList parts = new NDList();
        for (Batch batch : batches) {
            parts.add(TorchInputs.create(scope, batch.inputs().get(input)));
        }
        return NDArrays.concat(parts, 0);
    }

    private ByteBuffer room(int bytes) {
        if (bytes > MOST_KEPT) {
            return direct(bytes);
        }
        if (bytes > kept.capacity()) {
            kept = direct(Math.max(bytes, Math.min(MOST_KEPT, kept.capacity() * 2)));
        }
        return kept.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    static int rows(List<Batch> batches) {
        int rows = 0;
        for (Batch batch : batches) {
            rows = Math.addExact(rows, batch.rows());
        }
        return rows;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
