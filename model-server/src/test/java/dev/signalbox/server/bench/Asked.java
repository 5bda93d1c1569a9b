package dev.signalbox.server.bench;

import com.google.protobuf.ByteString;
import dev.signalbox.server.messages.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What the benchmarks ask: rows of one input of FP32, by chance, in every form of the protocol. */
final class Asked {
    private final String input;
    private final long[] shape;
    private final float[] values;

    private Asked(String input, long[] shape, float[] values) {
        this.input = input;
        this.shape = shape;
        this.values = values;
    }

    /** So many rows of a shape. */
    static Asked of(String input, int rows, long... row) {
        return of(new Random(1), input, rows, row);
    }

    /** So many rows of a shape, as chance has it. */
    static Asked of(Random random, String input, int rows, long... row) {
        long[] shape = new long[row.length + 1];
        shape[0] = rows;
        System.arraycopy(row, 0, shape, 1, row.length);
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(random.nextGaussian() * 10_000) / 10_000f;
        }
        return new Asked(input, shape, values);
    }

    byte[] json() {
        StringBuilder body = new StringBuilder(head()).append(",\"data\":[");
        for (int i = 0; i < values.length; i++) {
            body.append(i == 0 ? "" : ",").append(values[i]);
        }
        return body.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON that comes before {@link #bytes}; all outputs are to be binary as well. */
    byte[] binaryHead() {
        return (head() + ",\"parameters\":{\"binary_data_size\":" + values.length * Float.BYTES
                        + "}}],\"parameters\":{\"binary_data_output\":true}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    byte[] binary() {
        byte[] head = binaryHead();
        return ByteBuffer.allocate(head.length + values.length * Float.BYTES)
                .put(head)
                .put(bytes())
                .array();
    }

    ModelInferRequest raw(String model) {
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(tensor())
                .addRawInputContents(ByteString.copyFrom(bytes()))
                .build();
    }

    private ModelInferRequest.InferInputTensor.Builder tensor() {
        ModelInferRequest.InferInputTensor.Builder tensor =
                ModelInferRequest.InferInputTensor.newBuilder().setName(input).setDatatype("FP32");
        Arrays.stream(shape).forEach(tensor::addShape);
        return tensor;
    }

    private byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private String head() {
        return "{\"inputs\":[{\"name\":\"" + input + "\",\"shape\":" + Arrays.toString(shape)
                + ",\"datatype\":\"FP32\"";
    }
}
