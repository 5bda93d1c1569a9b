package dev.signalbox.server.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.messages.ModelMetadataResponse;
import dev.signalbox.server.messages.ModelMetadataResponse.TensorMetadata;
import dev.signalbox.server.messages.ServerMetadataResponse;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** Writes the protocol's gRPC messages. A number that is none is NaN; no known category is an empty text. */
public final class MessageWriter {
    private MessageWriter() {}

    /** The answer to a request: the outputs that it wants, in its order. */
    public static ModelInferResponse answer(ModelIdentity model, InferRequest request, List<OutputTensor> outputs) {
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder()
                .setModelName(model.name())
                .setModelVersion(model.version().id());
        if (request.id() != null) {
            answer.setId(request.id());
        }
        for (WantedOutput wanted : request.wanted()) {
            for (OutputTensor tensor : outputs) {
                if (tensor.output().equals(wanted.output())) {
                    add(answer, tensor, wanted.binary());
                }
            }
        }
        return answer.build();
    }

    /** What ModelMetadata says. */
    public static ModelMetadataResponse metadata(ModelIdentity model, Signature signature) {
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addVersions(model.version().id())
                .setPlatform(AnswerWriter.PLATFORM);
        signature
                .inputs()
                .forEach(input -> metadata.addInputs(TensorMetadata.newBuilder()
                        .setName(input.name())
                        .setDatatype(input.datatype().name())
                        .addAllShape(input.shape().sizes())));
        signature
                .outputs()
                .forEach(output -> metadata.addOutputs(TensorMetadata.newBuilder()
                        .setName(output.name())
                        .setDatatype(output.datatype().name())
                        .addAllShape(output.shape().sizes())));
        return metadata.build();
    }

    /** What ServerMetadata says. */
    public static ServerMetadataResponse server(String version) {
        return ServerMetadataResponse.newBuilder()
                .setName(AnswerWriter.SERVER)
                .setVersion(version)
                .build();
    }

    private static void add(ModelInferResponse.Builder answer, OutputTensor tensor, boolean raw) {
        ModelInferResponse.InferOutputTensor.Builder output = ModelInferResponse.InferOutputTensor.newBuilder()
                .setName(tensor.output().name())
                .setDatatype(tensor.output().datatype().name())
                .addAllShape(tensor.shape());
        if (raw) {
            answer.addRawOutputContents(UnsafeByteOperations.unsafeWrap(BinaryWriter.bytes(tensor)));
        } else {
            output.setContents(contents(tensor));
        }
        answer.addOutputs(output);
    }

    private static InferTensorContents contents(OutputTensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        int size = tensor.elements().size();
        for (int i = 0; i < size; i++) {
            switch (tensor.elements()) {
                case Elements.Floats floats -> contents.addFp32Contents(floats.get(i));
                case Elements.Doubles doubles -> contents.addFp64Contents(doubles.get(i));
                case Elements.Booleans booleans -> contents.addBoolContents(booleans.get(i));
                case Elements.Texts texts -> contents.addBytesContents(ByteString.copyFromUtf8(texts.get(i)));
                case Elements.Images images -> throw new IllegalStateException("no model gives pictures");
                case Elements.Longs longs -> addWhole(contents, tensor, longs, i);
            }
        }
        return contents.build();
    }

    private static void addWhole(
            InferTensorContents.Builder contents, OutputTensor tensor, Elements.Longs longs, int index) {
        long value = longs.get(index);
        switch (tensor.output().datatype()) {
            case INT8, INT16, INT32 -> contents.addIntContents((int) value);
            case UINT8, UINT16, UINT32 -> contents.addUintContents((int) value);
            case UINT64 -> contents.addUint64Contents(value);
            case BYTES ->
                contents.addBytesContents(ByteString.copyFromUtf8(BinaryWriter.category(tensor, longs, index)));
            default -> contents.addInt64Contents(value);
        }
    }
}
