package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.monitor.store.StorableText;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Makes of a request and an answer as they came what people may see of them. */
@Singleton
class TicketContent {
    private final ObjectMapper json;

    TicketContent(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The tensors under a field, as JSON: name, datatype, shape and data, in their order. What is masked has {@code "masked": true}
     * and no data; what came in binary has {@code "binary": true} and none either, and what is no JSON at all is empty.
     */
    String tensors(TicketRequest.Content content, String field, List<String> masked) {
        ArrayNode shown = json.createArrayNode();
        try {
            byte[] bytes = content.bytes();
            Integer length = content.jsonLength();
            JsonNode document =
                    json.readTree(length == null || length > bytes.length ? bytes : Arrays.copyOf(bytes, length));
            for (JsonNode tensor : document.path(field)) {
                shown.add(tensor(tensor, masked));
            }
        } catch (IOException | IllegalArgumentException e) {
            // A body that is all tensor: there is nothing in it that a person could read.
        }
        return StorableText.of(shown.toString());
    }

    private ObjectNode tensor(JsonNode tensor, List<String> masked) {
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
            shown.put("binary", true);
        }
        return shown;
    }
}
