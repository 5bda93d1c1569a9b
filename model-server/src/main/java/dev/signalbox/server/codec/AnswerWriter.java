package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the JSON documents of Open Inference Protocol v2. What is no finite number is null. Thread safe. */
public final class AnswerWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    private static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_repository", "model_configuration", "statistics");
    static final String PLATFORM = "pytorch_torchscript";
    static final String SERVER = "signalbox-model-server";

    private final ModelIdentity model;

    public AnswerWriter(ModelIdentity model) {
        this.model = model;
    }

    /** The answer to a request: the outputs that it wants, in its order. */
    public Answer answer(InferRequest request, List<OutputTensor> outputs) {
        BinaryWriter binaries = new BinaryWriter();
        byte[] json = document(document -> {
            document.writeStringField("model_name", model.name());
            document.writeStringField("model_version", model.version().id());
            if (request.id() != null) {
                document.writeStringField("id", request.id());
            }
            document.writeArrayFieldStart("outputs");
            for (WantedOutput wanted : request.wanted()) {
                for (OutputTensor tensor : outputs) {
                    if (tensor.output().equals(wanted.output())) {
                        writeTensor(document, tensor, wanted.binary() ? binaries : null);
                    }
                }
            }
            document.writeEndArray();
        });
        return request.wanted().stream().anyMatch(WantedOutput::binary)
                ? Answer.divided(binaries.after(json), json.length)
                : Answer.json(json);
    }

    /** What {@code GET /v2/models/...} says. */
    public byte[] metadata(Signature signature) {
        return document(json -> {
            json.writeStringField("name", model.name());
            json.writeArrayFieldStart("versions");
            json.writeString(model.version().id());
            json.writeEndArray();
            json.writeStringField("platform", PLATFORM);
            json.writeArrayFieldStart("inputs");
            for (Input input : signature.inputs()) {
                writeDeclaration(json, input.name(), input.datatype().name(), input.shape());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("outputs");
            for (Output output : signature.outputs()) {
                writeDeclaration(json, output.name(), output.datatype().name(), output.shape());
            }
            json.writeEndArray();
        });
    }

    /** What {@code GET /v2/models/.../ready} says. */
    public byte[] ready(boolean ready) {
        return document(json -> {
            json.writeStringField("name", model.name());
            json.writeBooleanField("ready", ready);
        });
    }

    /** What {@code GET /v2} says. */
    public static byte[] server(String version) {
        return document(json -> {
            json.writeStringField("name", SERVER);
            json.writeStringField("version", version);
            json.writeArrayFieldStart("extensions");
            for (String extension : EXTENSIONS) {
                json.writeString(extension);
            }
            json.writeEndArray();
        });
    }

    /** What both health endpoints say: clients differ in which of the keys they read. */
    public static byte[] health(boolean live, boolean ready) {
        return document(json -> {
            json.writeBooleanField("live", live);
            json.writeBooleanField("ready", ready);
        });
    }

    /** What every failure says. */
    public static byte[] error(String message) {
        return document(json -> json.writeStringField("error", message));
    }

    private static void writeDeclaration(JsonGenerator json, String name, String datatype, Shape shape)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("datatype", datatype);
        writeShape(json, shape.sizes());
        if (shape.anyRank()) {
            /* The protocol can not say it in a shape. */
            json.writeObjectFieldStart("parameters");
            json.writeBooleanField("any_rank", true);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeTensor(JsonGenerator json, OutputTensor tensor, @Nullable BinaryWriter binaries)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", tensor.output().name());
        json.writeStringField("datatype", tensor.output().datatype().name());
        writeShape(json, tensor.shape());
        if (binaries == null) {
            writeData(json, tensor);
        } else {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", binaries.write(tensor));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeData(JsonGenerator json, OutputTensor tensor) throws IOException {
        json.writeArrayFieldStart("data");
        for (int i = 0; i < tensor.elements().size(); i++) {
            if (tensor.isNull(i)) {
                json.writeNull();
            } else {
                writeElement(json, tensor, i);
            }
        }
        json.writeEndArray();
    }

    private static void writeElement(JsonGenerator json, OutputTensor tensor, int index) throws IOException {
        switch (tensor.elements()) {
            case Elements.Floats floats -> json.writeNumber(floats.get(index));
            case Elements.Doubles doubles -> json.writeNumber(doubles.get(index));
            case Elements.Booleans booleans -> json.writeBoolean(booleans.get(index));
            case Elements.Texts texts -> json.writeString(texts.get(index));
            case Elements.Images images -> throw new IllegalStateException("no model gives pictures");
            case Elements.Longs longs -> {
                if (tensor.output().datatype() == Datatype.UINT64) {
                    json.writeNumber(Long.toUnsignedString(longs.get(index)));
                } else if (tensor.output().categories().isEmpty()) {
                    json.writeNumber(longs.get(index));
                } else {
                    json.writeString(tensor.output().categories().get((int) longs.get(index)));
                }
            }
        }
    }

    private static void writeShape(JsonGenerator json, List<Long> sizes) throws IOException {
        json.writeArrayFieldStart("shape");
        for (long size : sizes) {
            json.writeNumber(size);
        }
        json.writeEndArray();
    }

    static byte[] document(Content content) {
        return written(json -> {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        });
    }

    static byte[] list(Content content) {
        return written(json -> {
            json.writeStartArray();
            content.write(json);
            json.writeEndArray();
        });
    }

    private static byte[] written(Content content) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                content.write(json);
            }
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        }
    }

    interface Content {
        void write(JsonGenerator json) throws IOException;
    }
}
