package dev.signalbox.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads members of JSON documents; a message names the member's path, the rule and the value. */
final class Nodes {
    private static final int SHOWN = 60;

    private Nodes() {}

    static JsonNode object(String path, JsonNode node) {
        return required(path, node, node.isObject(), "an object");
    }

    static JsonNode array(String path, JsonNode node) {
        return required(path, node, node.isArray(), "an array");
    }

    static String text(String path, JsonNode node) {
        return required(path, node, node.isTextual(), "a text").textValue();
    }

    static boolean truth(String path, JsonNode node, boolean absent) {
        if (node.isMissingNode()) {
            return absent;
        }
        return required(path, node, node.isBoolean(), "true or false").booleanValue();
    }

    static double number(String path, JsonNode node) {
        return required(path, node, node.isNumber(), "a number").doubleValue();
    }

    static List<String> texts(String path, JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (!node.isMissingNode()) {
            for (JsonNode element : array(path, node)) {
                texts.add(text(path + "[" + texts.size() + "]", element));
            }
        }
        return texts;
    }

    static List<Long> sizes(String path, JsonNode node) {
        List<Long> sizes = new ArrayList<>();
        for (JsonNode element : array(path, node)) {
            sizes.add(required(path, element, element.canConvertToExactIntegral(), "made of whole numbers")
                    .longValue());
        }
        return sizes;
    }

    static void version(JsonNode root, int supported) {
        JsonNode version = root.path("v");
        required("v", version, version.isInt() && version.intValue() == supported, "" + supported);
    }

    private static JsonNode required(String path, JsonNode node, boolean holds, String rule) {
        if (node.isMissingNode()) {
            throw new IllegalArgumentException(path + " is required");
        }
        if (!holds) {
            String value = node.toString();
            throw new IllegalArgumentException(path + " must be " + rule + ", got "
                    + (value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "..."));
        }
        return node;
    }
}
