package dev.signalbox.server.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import java.util.Iterator;

/** Reads the inputs of a recorded request by the very code that reads requests, so that the model learns from what it will see. */
final class RowReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RequestLimits LIMITS = new RequestLimits(8, 1);

    /* A record keeps so much of a text, and its length is what the model takes. */
    private static final int LONGEST_TEXT = 256;

    /* What no category is called: an unknown one is recorded as its index, -1. */
    private static final String UNKNOWN = "\uffff";

    private final Signature signature;
    private final RequestReader reader;

    RowReader(Signature signature) throws TrainingFailed {
        this.signature = signature;
        this.reader = new RequestReader(signature, LIMITS);
        for (Input input : signature.inputs()) {
            if (input.masked()) {
                throw TrainingFailed.refused("input \"" + input.name() + "\" is masked: what it was is in no record");
            }
            if (input.domain().kind() == InputKind.IMAGE) {
                throw TrainingFailed.refused("input \"" + input.name() + "\" is an image: images are in no record");
            }
            if (input.shape().valuesPerRow() < 1) {
                throw TrainingFailed.refused("input \"" + input.name()
                        + "\" must have a fixed number of values a row, got " + input.shape());
            }
        }
    }

    /** The row; refused if it is not one of the signature. */
    Batch read(JsonNode inputs) {
        for (Iterator<String> names = inputs.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (signature.input(name).isEmpty()) {
                throw new RequestRefused("input \"" + name + "\" is none of the signature's");
            }
        }
        ObjectNode request = JSON.createObjectNode();
        ArrayNode tensors = request.putArray("inputs");
        for (Input input : signature.inputs()) {
            JsonNode values = inputs.path(input.name());
            if (values.isArray()) {
                add(tensors, input, values);
            }
        }
        try {
            return reader.read(JSON.writeValueAsBytes(request)).batch();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a row could not be written as JSON", impossible);
        }
    }

    private static void add(ArrayNode tensors, Input input, JsonNode values) {
        ObjectNode tensor = tensors.addObject();
        tensor.put("name", input.name()).put("datatype", input.datatype().name());
        ArrayNode shape = tensor.putArray("shape").add(1);
        input.shape().row().forEach(shape::add);
        ArrayNode data = tensor.putArray("data");
        for (JsonNode value : values) {
            if (input.domain().kind() == InputKind.CATEGORY && value.isNumber()) {
                data.add(UNKNOWN);
                continue;
            }
            if (input.domain().kind() == InputKind.TEXT && value.asText().length() >= LONGEST_TEXT) {
                throw new RequestRefused("input \"" + input.name() + "\" is a text that was cut in its record");
            }
            data.add(value);
        }
    }
}
