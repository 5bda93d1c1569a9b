package dev.signalbox.server.tensor;

import dev.signalbox.api.Require;
import java.util.List;

/** The rows of one request: every input of the signature, in its order. */
public record Batch(int rows, List<InputTensor> inputs) {
    public Batch {
        Require.within("rows", rows, 1, Integer.MAX_VALUE);
        inputs = List.copyOf(inputs);
    }

    /**
     * All inputs as one matrix [rows, columns] in row-major order: numbers as they are, truth as 1, a category as its index, an
     * unknown one as -1, and what is missing as NaN.
     */
    public float[] matrix() {
        int columns = columns();
        float[] matrix = new float[Math.multiplyExact(rows, columns)];
        int offset = 0;
        for (InputTensor tensor : inputs) {
            int width = tensor.elements().size() / rows;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    matrix[row * columns + offset + column] = tensor.elements().matrixValue(row * width + column);
                }
            }
            offset += width;
        }
        return matrix;
    }

    /** How many columns the matrix has. */
    public int columns() {
        return inputs.stream()
                .mapToInt(tensor -> tensor.elements().size() / rows)
                .sum();
    }
}
