package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.io.IOException;
import java.util.List;

/** Writes what the protocol's usual extensions tell about the one model: repository index, statistics, configuration. */
public final class ModelDocuments {
    private static final String STATE = "state";

    private final ModelIdentity model;

    public ModelDocuments(ModelIdentity model) {
        this.model = model;
    }

    /** What was counted about requests since the start: the rows of those answered, and the runs of the model for them. */
    public record Statistics(long lastEpochMillis, long rows, long runs, Spent success, Spent fail) {}

    /** How many requests there were, and how long they took together. */
    public record Spent(long count, long nanos) {}

    /** What {@code GET /v2/models} says. */
    public static byte[] models(List<String> names) {
        return AnswerWriter.document(json -> {
            json.writeArrayFieldStart("models");
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    /** What {@code POST /v2/repository/index} says where there is no model to tell of. */
    public static byte[] noIndex() {
        return new byte[] {'[', ']'};
    }

    /** What {@code POST /v2/repository/index} says. */
    public byte[] index(boolean ready) {
        return AnswerWriter.list(json -> {
            json.writeStartObject();
            json.writeStringField("name", model.name());
            json.writeStringField("version", model.version().id());
            json.writeStringField(STATE, ready ? "READY" : "UNAVAILABLE");
            json.writeStringField("reason", ready ? "" : "it is warming up, or the server is about to end");
            json.writeEndObject();
        });
    }

    /** What {@code GET /v2/models/.../stats} says. */
    public byte[] statistics(Statistics counted) {
        return AnswerWriter.document(json -> {
            json.writeArrayFieldStart("model_stats");
            json.writeStartObject();
            json.writeStringField("name", model.name());
            json.writeStringField("version", model.version().id());
            json.writeNumberField("last_inference", counted.lastEpochMillis());
            json.writeNumberField("inference_count", counted.rows());
            json.writeNumberField("execution_count", counted.runs());
            json.writeObjectFieldStart("inference_stats");
            writeSpent(json, "success", counted.success());
            writeSpent(json, "fail", counted.fail());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    /** What {@code GET /v2/models/.../config} says; shapes are those of one row there. */
    public byte[] configuration(Signature signature, int mostRows) {
        return AnswerWriter.document(json -> {
            json.writeStringField("name", model.name());
            json.writeStringField("platform", AnswerWriter.PLATFORM);
            json.writeStringField("backend", "pytorch");
            json.writeNumberField("max_batch_size", mostRows);
            json.writeArrayFieldStart("input");
            for (var input : signature.inputs()) {
                writeTensor(json, input.name(), input.datatype(), input.shape());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("output");
            for (var output : signature.outputs()) {
                writeTensor(json, output.name(), output.datatype(), output.shape());
            }
            json.writeEndArray();
        });
    }

    private static void writeSpent(JsonGenerator json, String name, Spent spent) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", spent.count());
        json.writeNumberField("ns", spent.nanos());
        json.writeEndObject();
    }

    private static void writeTensor(JsonGenerator json, String name, Datatype datatype, Shape shape)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("data_type", datatype == Datatype.BYTES ? "TYPE_STRING" : "TYPE_" + datatype);
        json.writeArrayFieldStart("dims");
        for (long size : shape.row()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
