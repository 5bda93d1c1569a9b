package dev.signalbox.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A request that is made from a model's metadata, and that a check may spoil: JSON, and binary tensors by their input. */
final class Question {
    static final String LENGTH = "Inference-Header-Content-Length";

    private static final int ROWS = 2;
    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("UINT8", 1),
            Map.entry("INT8", 1),
            Map.entry("UINT16", 2),
            Map.entry("INT16", 2),
            Map.entry("FP16", 2),
            Map.entry("BF16", 2),
            Map.entry("UINT32", 4),
            Map.entry("INT32", 4),
            Map.entry("FP32", 4),
            Map.entry("UINT64", 8),
            Map.entry("INT64", 8),
            Map.entry("FP64", 8));

    private final ObjectNode json;
    private final Map<String, byte[]> binary = new LinkedHashMap<>();
    private final Map<String, String> headers = new HashMap<>();

    private Question(ObjectNode json) {
        this.json = json;
    }

    /** Two rows of zeros and short texts, all in JSON but what JSON can not hold. */
    static Question about(JsonNode metadata) {
        Question question = new Question(Subject.JSON.createObjectNode().put("id", "c1"));
        ArrayNode inputs = question.json.putArray("inputs");
        for (JsonNode declared : metadata.get("inputs")) {
            ObjectNode input = inputs.addObject()
                    .put("name", declared.get("name").asText())
                    .put("datatype", declared.get("datatype").asText());
            ArrayNode shape = input.putArray("shape");
            for (JsonNode size : declared.get("shape")) {
                shape.add(size.asLong() >= 0 ? size.asLong() : shape.isEmpty() ? ROWS : 1);
            }
            putZeros(input);
        }
        inputs.forEach(input -> {
            if (input.get("datatype").asText().endsWith("16")
                    && !input.get("datatype").asText().contains("INT")) {
                question.binary((ObjectNode) input);
            }
        });
        return question;
    }

    private static void putZeros(ObjectNode input) {
        ArrayNode data = input.putArray("data");
        for (long i = elements(input); i > 0; i--) {
            switch (input.get("datatype").asText()) {
                case "BOOL" -> data.add(false);
                case "BYTES" -> data.add("é");
                default -> data.add(0);
            }
        }
    }

    static long elements(ObjectNode input) {
        long product = 1;
        for (JsonNode size : input.get("shape")) {
            product *= size.asLong();
        }
        return product;
    }

    ObjectNode json() {
        return json;
    }

    ArrayNode inputs() {
        return (ArrayNode) json.get("inputs");
    }

    ObjectNode input(int index) {
        return (ObjectNode) inputs().get(index);
    }

    /** The first input whose datatype is one of these; null if there is none. */
    ObjectNode inputOf(List<String> datatypes) {
        for (JsonNode input : inputs()) {
            if (datatypes.contains(input.get("datatype").asText()) && input.has("data")) {
                return (ObjectNode) input;
            }
        }
        return null;
    }

    Question change(Consumer<Question> change) {
        change.accept(this);
        return this;
    }

    /** Makes all inputs binary tensors. */
    Question allBinary() {
        inputs().forEach(input -> {
            if (input.has("data")) {
                binary((ObjectNode) input);
            }
        });
        return this;
    }

    /** Makes an input a binary tensor of the same zeros and texts. */
    void binary(ObjectNode input) {
        long elements = elements(input);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long i = 0; i < elements; i++) {
            if (input.get("datatype").asText().equals("BYTES")) {
                byte[] text = "é".getBytes(StandardCharsets.UTF_8);
                bytes.writeBytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(text.length)
                        .array());
                bytes.writeBytes(text);
            } else {
                bytes.writeBytes(new byte[SIZES.get(input.get("datatype").asText())]);
            }
        }
        input.remove("data");
        blob(input, bytes.toByteArray());
    }

    void blob(ObjectNode input, byte[] bytes) {
        input.withObject("/parameters").put("binary_data_size", bytes.length);
        binary.put(input.get("name").asText(), bytes);
    }

    Question header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Question binaryOutputs() {
        json.withObject("/parameters").put("binary_data_output", true);
        return this;
    }

    Map<String, String> headers() {
        Map<String, String> all = new HashMap<>(headers);
        if (!binary.isEmpty()) {
            all.putIfAbsent(LENGTH, String.valueOf(text().length));
        }
        return all;
    }

    byte[] text() {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text());
        for (JsonNode input : json.path("inputs")) {
            body.writeBytes(binary.getOrDefault(input.path("name").asText(), new byte[0]));
        }
        return body.toByteArray();
    }
}
