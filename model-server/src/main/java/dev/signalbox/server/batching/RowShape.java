package dev.signalbox.server.batching;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.InputTensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of one row of every input: requests go together only where it is the same. Datatypes are the signature's. */
public final class RowShape {
    private final long[] sizes;

    private RowShape(long[] sizes) {
        this.sizes = sizes;
    }

    /** That of a request. */
    public static RowShape of(Batch batch) {
        int length = 0;
        for (InputTensor tensor : batch.inputs()) {
            length += tensor.shape().size();
        }
        long[] sizes = new long[length];
        int next = 0;
        for (InputTensor tensor : batch.inputs()) {
            List<Long> shape = tensor.shape();
            /* In place of the rows stands the rank, so that no two lists of shapes look alike. */
            sizes[next++] = shape.size();
            for (int i = 1; i < shape.size(); i++) {
                sizes[next++] = shape.get(i);
            }
        }
        return new RowShape(sizes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowShape that && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
