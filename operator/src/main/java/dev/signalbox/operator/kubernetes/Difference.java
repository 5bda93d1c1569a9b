package dev.signalbox.operator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Where an object differs from what was written; what others added to it is no difference. No client, no clock. */
final class Difference {
    private Difference() {}

    /** The path of the first difference, with both values; empty where everything that is wanted is there. */
    static Optional<String> first(JsonNode wanted, JsonNode found) {
        return first("", wanted, found);
    }

    private static Optional<String> first(String path, JsonNode wanted, JsonNode found) {
        if (wanted.isObject()) {
            return inObject(path, wanted, found);
        }
        if (wanted.isArray()) {
            return inArray(path, wanted, found);
        }
        return wanted.isNull() || same(path, wanted, found)
                ? Optional.empty()
                : Optional.of(path + " is " + found + " instead of " + wanted);
    }

    private static Optional<String> inObject(String path, JsonNode wanted, JsonNode found) {
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            Optional<String> difference =
                    first(path + "." + field.getKey(), field.getValue(), found.path(field.getKey()));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /* What has names is a map written as a list: others may add to it, and the order says nothing. */
    private static Optional<String> inArray(String path, JsonNode wanted, JsonNode found) {
        boolean named = !wanted.isEmpty();
        for (JsonNode element : wanted) {
            named &= element.has("name");
        }
        if (!named && wanted.size() != found.size()) {
            return Optional.of(path + " has " + found.size() + " elements instead of " + wanted.size());
        }
        for (int i = 0; i < wanted.size(); i++) {
            JsonNode element = wanted.get(i);
            JsonNode counterpart = named ? named(element.get("name"), found) : found.path(i);
            String at = path + "[" + (named ? element.get("name").asText() : String.valueOf(i)) + "]";
            Optional<String> difference = first(at, element, counterpart);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static JsonNode named(JsonNode name, JsonNode found) {
        for (Iterator<JsonNode> all = found.elements(); all.hasNext(); ) {
            JsonNode element = all.next();
            if (name.equals(element.get("name"))) {
                return element;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static boolean same(String path, JsonNode wanted, JsonNode found) {
        if (path.contains(".resources.") && wanted.isTextual() && found.isTextual()) {
            return new Quantity(wanted.asText()).equals(new Quantity(found.asText()));
        }
        return wanted.isValueNode() && found.isValueNode() && wanted.asText().equals(found.asText());
    }
}
