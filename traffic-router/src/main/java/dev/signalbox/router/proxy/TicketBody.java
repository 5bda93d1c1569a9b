package dev.signalbox.router.proxy;

import dev.signalbox.api.review.TicketRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body as a ticket holds it. What nobody is to see leaves the router neither for the monitor nor for its own disk. */
record TicketBody(
        @Nullable String type, Buffer bytes, @Nullable String jsonLength) {
    private static final List<String> DECLARED = List.of("name", "datatype", "shape");
    private static final List<String> SHOWN = List.of("name", "datatype", "shape", "data");
    private static final String BINARY_SIZE = "binary_data_size";

    /** As it came or, where something in it is masked, its tensors under a field alone, and no data of those that are masked. */
    JsonObject shown(String field, List<String> masked) {
        Integer length = length();
        if (masked.isEmpty()) {
            return content(bytes, length);
        }
        int end = length == null ? bytes.length() : Math.min(length, bytes.length());
        JsonArray tensors = new JsonArray();
        Buffer binary = Buffer.buffer();
        try {
            Buffer left = bytes.slice(end, bytes.length());
            for (Object each : new JsonObject(bytes.slice(0, end)).getJsonArray(field, new JsonArray())) {
                JsonObject tensor = (JsonObject) each;
                int size = Math.min(binarySize(tensor), left.length());
                boolean hidden = hidden(tensor, masked);
                tensors.add(tensor(tensor, hidden));
                if (!hidden) {
                    binary.appendBuffer(left, 0, size);
                }
                left = left.slice(size, left.length());
            }
        } catch (DecodeException | ClassCastException none) {
            /* What is no request is nothing in which something could be told from what is masked. */
            return content(new JsonObject().put(field, new JsonArray()).toBuffer(), null);
        }
        Buffer json = new JsonObject().put(field, tensors).toBuffer();
        return content(json.copy().appendBuffer(binary), length == null ? null : json.length());
    }

    private static boolean hidden(JsonObject tensor, List<String> masked) {
        return masked.contains(TicketRequest.EVERYTHING)
                || (tensor.getValue("name") instanceof String name && masked.contains(name));
    }

    /* Binary tensors come behind the JSON in the order of their names, each as long as it says there. */
    private static int binarySize(JsonObject tensor) {
        return tensor.getValue("parameters") instanceof JsonObject parameters
                        && parameters.getValue(BINARY_SIZE) instanceof Integer size
                ? Math.max(0, size)
                : 0;
    }

    private static JsonObject tensor(JsonObject tensor, boolean hidden) {
        JsonObject shown = new JsonObject();
        for (String key : hidden ? DECLARED : SHOWN) {
            if (tensor.containsKey(key)) {
                shown.put(key, tensor.getValue(key));
            }
        }
        int size = binarySize(tensor);
        return hidden || size == 0 ? shown : shown.put("parameters", new JsonObject().put(BINARY_SIZE, size));
    }

    private @Nullable Integer length() {
        return jsonLength != null && jsonLength.matches("\\d{1,7}") ? Integer.valueOf(jsonLength) : null;
    }

    private JsonObject content(Buffer shown, @Nullable Integer length) {
        JsonObject content = new JsonObject().put("base64", Base64.getEncoder().encodeToString(shown.getBytes()));
        if (type != null) {
            content.put("type", type);
        }
        if (length != null) {
            content.put("jsonLength", length);
        }
        return content;
    }
}
