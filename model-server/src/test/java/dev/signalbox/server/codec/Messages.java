package dev.signalbox.server.codec;

import com.google.protobuf.ByteString;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferInputTensor;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.InputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The requests of {@link Requests} as messages, by the generated classes that clients use. */
final class Messages {
    static final ModelIdentity MODEL = new ModelIdentity("m", new ModelVersion("7"));

    private Messages() {}

    static InferRequest read(Signature signature, byte[] message) {
        return new MessageReader(MODEL, signature, new RequestLimits(16, 100))
                .read(new MessageBody(message, Room.UNBOUNDED));
    }

    static InferRequest read(byte[] message) {
        return read(Requests.SIGNATURE, message);
    }

    static InferRequest read(ModelInferRequest.Builder message) {
        return read(message.build().toByteArray());
    }

    /** What {@link Requests#GOOD} says, but for its nulls, which are NaN, or where there is no such thing, numbers. */
    static ModelInferRequest.Builder good() {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .setId("r1")
                .addInputs(tensor("amount", "FP32", 2)
                        .setContents(contents().addFp32Contents(1.5f).addFp32Contents(Float.NaN)))
                .addInputs(tensor("rate", "FP64", 2)
                        .setContents(contents().addFp64Contents(0.1).addFp64Contents(1e300)))
                .addInputs(tensor("age", "INT32", 2)
                        .setContents(
                                contents().addIntContents(Integer.MIN_VALUE).addIntContents(5)))
                .addInputs(tensor("id", "INT64", 2)
                        .setContents(
                                contents().addInt64Contents(9007199254740993L).addInt64Contents(Long.MIN_VALUE)))
                .addInputs(tensor("member", "BOOL", 2)
                        .setContents(contents().addBoolContents(true).addBoolContents(false)))
                .addInputs(tensor("housing", "BYTES", 2)
                        .setContents(contents()
                                .addBytesContents(ByteString.copyFromUtf8("Rent"))
                                .addBytesContents(ByteString.copyFromUtf8("Castle"))))
                .addInputs(tensor("pair", "FP32", 2, 2)
                        .setContents(contents().addAllFp32Contents(List.of(1f, 2f, 3f, 4f))));
    }

    /** The same with raw contents. */
    static ModelInferRequest.Builder raw() {
        ModelInferRequest.Builder raw = good();
        for (InferInputTensor.Builder input : raw.getInputsBuilderList()) {
            raw.addRawInputContents(raw(input.getContents()));
            input.clearContents();
        }
        return raw;
    }

    private static ByteString raw(InferTensorContents contents) {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        contents.getBoolContentsList().forEach(value -> bytes.put((byte) (value ? 1 : 0)));
        contents.getIntContentsList().forEach(bytes::putInt);
        contents.getInt64ContentsList().forEach(bytes::putLong);
        contents.getFp32ContentsList().forEach(bytes::putFloat);
        contents.getFp64ContentsList().forEach(bytes::putDouble);
        contents.getBytesContentsList()
                .forEach(text -> bytes.putInt(text.size()).put(text.toByteArray()));
        return ByteString.copyFrom(bytes.flip());
    }

    static InferInputTensor.Builder tensor(String name, String datatype, long... shape) {
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (long size : shape) {
            tensor.addShape(size);
        }
        return tensor;
    }

    static InferTensorContents.Builder contents() {
        return InferTensorContents.newBuilder();
    }

    /** All that a request says, as text. */
    static String shown(InferRequest request) {
        return request.id() + " "
                + request.batch().inputs().stream().map(Messages::shown).collect(Collectors.joining(" "))
                + " " + request.wanted();
    }

    private static String shown(InputTensor tensor) {
        return tensor.input().name()
                + tensor.shape()
                + IntStream.range(0, tensor.elements().size())
                        .mapToObj(i -> tensor.elements().isMissing(i)
                                ? "missing"
                                : String.valueOf(tensor.elements().number(i)))
                        .toList();
    }
}
