package dev.signalbox.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads {@code signature.json}. */
final class SignatureReader {
    private SignatureReader() {}

    static Signature read(JsonNode root) {
        Nodes.object("signature", root);
        Nodes.version(root, Signature.VERSION);
        return new Signature(
                packing(Nodes.text("packing", root.path("packing"))),
                each("inputs", root.path("inputs"), SignatureReader::input),
                each("outputs", root.path("outputs"), SignatureReader::output),
                confidence(root.path("confidence")));
    }

    private static <T> List<T> each(String path, JsonNode array, BiFunction<String, JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        for (JsonNode element : Nodes.array(path, array)) {
            String where = path + "[" + all.size() + "]";
            Nodes.object(where, element);
            try {
                all.add(read.apply(where, element));
            } catch (IllegalArgumentException wrong) {
                String message = String.valueOf(wrong.getMessage());
                throw new IllegalArgumentException(message.startsWith(where) ? message : where + "." + message, wrong);
            }
        }
        return all;
    }

    private static Input input(String where, JsonNode json) {
        return new Input(
                Nodes.text(where + ".name", json.path("name")),
                Datatype.require(where + ".datatype", Nodes.text(where + ".datatype", json.path("datatype"))),
                new Shape(Nodes.sizes(where + ".shape", json.path("shape"))),
                new Input.Domain(
                        kind(where + ".kind", Nodes.text(where + ".kind", json.path("kind"))),
                        Nodes.truth(where + ".nullable", json.path("nullable"), false),
                        Input.Categories.of(Nodes.texts(where + ".categories", json.path("categories"))),
                        Nodes.truth(where + ".masked", json.path("masked"), false),
                        json.has("image") ? ImageReader.read(where + ".image", json.path("image")) : null));
    }

    private static Output output(String where, JsonNode json) {
        return new Output(
                Nodes.text(where + ".name", json.path("name")),
                Datatype.require(where + ".datatype", Nodes.text(where + ".datatype", json.path("datatype"))),
                new Shape(Nodes.sizes(where + ".shape", json.path("shape"))),
                Nodes.texts(where + ".categories", json.path("categories")),
                Nodes.truth(where + ".masked", json.path("masked"), false));
    }

    private static @Nullable Confidence confidence(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        Nodes.object("confidence", json);
        String kind = Nodes.text("confidence.kind", json.path("kind"));
        return new Confidence(
                Nodes.text("confidence.output", json.path("output")),
                switch (kind) {
                    case "binaryProbability" -> Confidence.Kind.BINARY_PROBABILITY;
                    case "direct" -> Confidence.Kind.DIRECT;
                    default ->
                        throw new IllegalArgumentException(
                                "confidence.kind must be binaryProbability or direct, got \"" + kind + "\"");
                });
    }

    private static Packing packing(String text) {
        return switch (text) {
            case "matrix" -> Packing.MATRIX;
            case "tensors" -> Packing.TENSORS;
            default -> throw new IllegalArgumentException("packing must be matrix or tensors, got \"" + text + "\"");
        };
    }

    private static InputKind kind(String path, String text) {
        return switch (text) {
            case "numeric" -> InputKind.NUMERIC;
            case "flag" -> InputKind.FLAG;
            case "category" -> InputKind.CATEGORY;
            case "text" -> InputKind.TEXT;
            case "image" -> InputKind.IMAGE;
            default ->
                throw new IllegalArgumentException(
                        path + " must be numeric, flag, category, text or image, got \"" + text + "\"");
        };
    }
}
