package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.monitor.review.BinaryTensor;
import dev.signalbox.monitor.store.StorableText;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of a request and an answer as they came what people may see of them. */
@Singleton
class TicketContent {
    private final ObjectMapper json;

    TicketContent(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The tensors under a field, as JSON: name, datatype, shape and data, in their order. What is masked has {@code "masked": true}
     * and no data; what came in binary and can not be read, or is longer than anybody reads, has {@code "binary": true} and none
     * either, and what is no JSON at all is empty.
     */
    String tensors(TicketRequest.Content content, String field, List<String> masked) {
        ArrayNode shown = json.createArrayNode();
        try {
            byte[] bytes = content.bytes();
            Integer length = content.jsonLength();
            int end = length == null || length > bytes.length ? bytes.length : length;
            JsonNode document = json.readTree(bytes, 0, end);
            ByteBuffer binary = ByteBuffer.wrap(bytes, end, bytes.length - end);
            for (JsonNode tensor : document.path(field)) {
                shown.add(tensor(tensor, binary(tensor, binary), masked));
            }
        } catch (IOException | IllegalArgumentException e) {
            // A body that is all tensor: there is nothing in it that a person could read.
        }
        return StorableText.of(shown.toString());
    }

    /* Binary tensors follow in the order of their names; where one does not fit, nothing behind it can be told apart. */
    private static byte @Nullable [] binary(JsonNode tensor, ByteBuffer binary) {
        JsonNode size = tensor.path("parameters").path("binary_data_size");
        if (!size.isInt()) {
            return null;
        }
        if (size.intValue() < 0 || size.intValue() > binary.remaining()) {
            binary.position(binary.limit());
            return null;
        }
        byte[] own = new byte[size.intValue()];
        binary.get(own);
        return own;
    }

    private ObjectNode tensor(JsonNode tensor, byte @Nullable [] binary, List<String> masked) {
        String name = tensor.path("name").asText();
        ObjectNode shown = json.createObjectNode();
        shown.put("name", name);
        shown.set("datatype", tensor.path("datatype"));
        shown.set("shape", tensor.path("shape"));
        if (masked.contains(name) || masked.contains(TicketRequest.EVERYTHING)) {
            shown.put("masked", true);
        } else if (tensor.has("data")) {
            shown.set("data", tensor.path("data"));
        } else {
            Optional<List<@Nullable Object>> elements = binary == null
                    ? Optional.empty()
                    : BinaryTensor.elements(tensor.path("datatype").asText(), binary);
            elements.ifPresentOrElse(
                    data -> shown.set("data", json.valueToTree(data)), () -> shown.put("binary", true));
        }
        return shown;
    }
}
