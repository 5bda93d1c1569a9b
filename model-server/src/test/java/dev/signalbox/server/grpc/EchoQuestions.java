package dev.signalbox.server.grpc;

import com.google.protobuf.ByteString;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferInputTensor;
import dev.signalbox.server.messages.ModelMetadataResponse;
import dev.signalbox.server.messages.ModelMetadataResponse.TensorMetadata;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests that are made from a model's metadata: two rows of small numbers and short texts. */
final class EchoQuestions {
    private static final int ROWS = 2;

    private EchoQuestions() {}

    /** With contents by datatype. */
    static ModelInferRequest.Builder typed(ModelMetadataResponse metadata) {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(metadata.getName()).setId("g1");
        for (TensorMetadata input : metadata.getInputsList()) {
            request.addInputs(declared(input).setContents(contents(input.getDatatype(), elements(input))));
        }
        return request;
    }

    /** With raw contents. */
    static ModelInferRequest.Builder raw(ModelMetadataResponse metadata) {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(metadata.getName()).setId("g1");
        for (TensorMetadata input : metadata.getInputsList()) {
            request.addInputs(declared(input));
            request.addRawInputContents(bytes(input.getDatatype(), elements(input)));
        }
        return request;
    }

    private static InferInputTensor.Builder declared(TensorMetadata input) {
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(input.getName()).setDatatype(input.getDatatype());
        for (int i = 0; i < input.getShapeCount(); i++) {
            tensor.addShape(size(input, i));
        }
        return tensor;
    }

    private static long size(TensorMetadata input, int dimension) {
        long size = input.getShape(dimension);
        return size >= 0 ? size : dimension == 0 ? ROWS : 1;
    }

    private static int elements(TensorMetadata input) {
        int product = 1;
        for (int i = 0; i < input.getShapeCount(); i++) {
            product *= (int) size(input, i);
        }
        return product;
    }

    /** Elements 1, 0, 1, 0 and so on; of texts, all are "blue". */
    static InferTensorContents contents(String datatype, int elements) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < elements; i++) {
            int value = (i + 1) % 2;
            switch (datatype) {
                case "BOOL" -> contents.addBoolContents(value == 1);
                case "INT8", "INT16", "INT32" -> contents.addIntContents(value);
                case "INT64" -> contents.addInt64Contents(value);
                case "UINT8", "UINT16", "UINT32" -> contents.addUintContents(value);
                case "UINT64" -> contents.addUint64Contents(value);
                case "FP32" -> contents.addFp32Contents(value);
                case "FP64" -> contents.addFp64Contents(value);
                default -> contents.addBytesContents(ByteString.copyFromUtf8("blue"));
            }
        }
        return contents.build();
    }

    /** The same as bytes. */
    static ByteString bytes(String datatype, int elements) {
        ByteBuffer bytes = ByteBuffer.allocate(elements * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            int value = (i + 1) % 2;
            switch (datatype) {
                case "BOOL", "INT8", "UINT8" -> bytes.put((byte) value);
                case "INT16", "UINT16" -> bytes.putShort((short) value);
                case "INT32", "UINT32" -> bytes.putInt(value);
                case "INT64", "UINT64" -> bytes.putLong(value);
                case "FP16" -> bytes.putShort(Float.floatToFloat16(value));
                case "BF16" -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                case "FP32" -> bytes.putFloat(value);
                case "FP64" -> bytes.putDouble(value);
                default -> bytes.putInt(4).put("blue".getBytes(StandardCharsets.UTF_8));
            }
        }
        return ByteString.copyFrom(bytes.flip());
    }
}
