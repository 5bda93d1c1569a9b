package dev.signalbox.cli.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is to be profiled, by a model's signature: every input, and every output that the data has a column of. */
public record Columns(List<Column> features, List<Column> outputs) {
    /* A wider input is profiled as a whole by the server, and a table has no columns for that. */
    private static final int MOST_PER_ROW = 256;

    public Columns {
        features = List.copyOf(features);
        outputs = List.copyOf(outputs);
    }

    /** The columns that a {@code signature.json} names. */
    public static Columns of(Path signature) throws IOException {
        JsonNode root;
        try {
            root = Json.JSON.readTree(Files.readAllBytes(signature));
        } catch (JsonProcessingException malformed) {
            throw new UserError(signature + " must be well-formed JSON: " + malformed.getOriginalMessage(), malformed);
        }
        if (root.path("v").asInt() != 1) {
            throw new UserError(signature + ": v must be 1, got " + root.path("v"));
        }
        List<Column> features = each(signature, root, "inputs");
        if (features.isEmpty()) {
            throw new UserError(signature + ": inputs must name at least one input");
        }
        return new Columns(features, each(signature, root, "outputs"));
    }

    private static List<Column> each(Path signature, JsonNode root, String field) {
        List<Column> columns = new ArrayList<>();
        int place = 0;
        for (JsonNode tensor : root.path(field)) {
            String where = signature + ": " + field + "[" + place++ + "]";
            String name = tensor.path("name").asText();
            if (name.isEmpty()) {
                throw new UserError(where + ".name is required");
            }
            if (tensor.path("kind").asText().equals("image")) {
                columns.addAll(ofImage(name));
                continue;
            }
            Column.Value value = value(where, tensor);
            List<String> categories = new ArrayList<>();
            tensor.path("categories").forEach(category -> categories.add(category.asText()));
            int width = width(where, tensor.path("shape"));
            for (int i = 0; i < width; i++) {
                columns.add(new Column(width == 1 ? name : name + "[" + i + "]", value, categories, false));
            }
        }
        return columns;
    }

    /* A table holds no pictures, but may hold what the server counts of them. */
    private static List<Column> ofImage(String name) {
        return List.of(
                Column.optional(name + ".brightness", Column.Value.DOUBLE),
                Column.optional(name + ".width", Column.Value.WHOLE),
                Column.optional(name + ".height", Column.Value.WHOLE));
    }

    private static int width(String where, JsonNode shape) {
        long width = 1;
        for (int i = 1; i < shape.size(); i++) {
            width *= shape.get(i).asLong();
            if (width < 1 || width > MOST_PER_ROW) {
                throw new UserError(where + ".shape must have 1 to " + MOST_PER_ROW
                        + " values a row to be profiled from a table, got " + shape);
            }
        }
        return (int) width;
    }

    private static Column.Value value(String where, JsonNode tensor) {
        String datatype = tensor.path("datatype").asText();
        return switch (datatype) {
            case "FP16", "BF16", "FP32" -> Column.Value.SINGLE;
            case "FP64" -> Column.Value.DOUBLE;
            case "BOOL" -> Column.Value.TRUTH;
            case "BYTES" -> tensor.path("categories").isEmpty() ? Column.Value.TEXT : Column.Value.CATEGORY;
            default -> {
                if (!datatype.matches("U?INT(8|16|32|64)")) {
                    throw new UserError(
                            where + ".datatype must be one that a table can hold, got \"" + datatype + "\"");
                }
                yield Column.Value.WHOLE;
            }
        };
    }
}
