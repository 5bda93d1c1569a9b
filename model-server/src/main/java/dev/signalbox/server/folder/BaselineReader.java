package dev.signalbox.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.api.profile.ProfileKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads {@code baseline.json}. */
final class BaselineReader {
    private BaselineReader() {}

    static Baseline read(JsonNode root) {
        Nodes.object("baseline", root);
        Nodes.version(root, Baseline.VERSION);
        return Baseline.of(new dev.signalbox.api.profile.Baseline(
                Baseline.VERSION,
                whole("rows", root.path("rows")),
                profiles("features", Nodes.object("features", root.path("features"))),
                root.path("outputs").isMissingNode()
                        ? Map.of()
                        : profiles("outputs", Nodes.object("outputs", root.path("outputs")))));
    }

    private static Map<String, FeatureBaseline> profiles(String field, JsonNode named) {
        Map<String, FeatureBaseline> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> feature : named.properties()) {
            String path = field + "." + feature.getKey();
            JsonNode profile = Nodes.object(path, feature.getValue());
            try {
                all.put(feature.getKey(), profile(path, profile));
            } catch (IllegalArgumentException wrong) {
                String message = String.valueOf(wrong.getMessage());
                throw new IllegalArgumentException(message.startsWith(path) ? message : path + "." + message, wrong);
            }
        }
        return all;
    }

    private static FeatureBaseline profile(String path, JsonNode json) {
        String kind = Nodes.text(path + ".kind", json.path("kind"));
        return switch (kind) {
            case "category" -> categories(path, json);
            case "numeric" -> numbers(path, ProfileKind.NUMERIC, json);
            case "text" -> numbers(path, ProfileKind.TEXT, json);
            default ->
                throw new IllegalArgumentException(
                        path + ".kind must be numeric, category or text, got \"" + kind + "\"");
        };
    }

    private static CategoryBaseline categories(String path, JsonNode json) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> category :
                Nodes.object(path + ".counts", json.path("counts")).properties()) {
            counts.put(category.getKey(), whole(path + ".counts." + category.getKey(), category.getValue()));
        }
        return new CategoryBaseline(
                ProfileKind.CATEGORY,
                whole(path + ".rows", json.path("rows")),
                whole(path + ".missing", json.path("missing")),
                counts);
    }

    private static NumericBaseline numbers(String path, ProfileKind kind, JsonNode json) {
        return new NumericBaseline(
                kind,
                whole(path + ".rows", json.path("rows")),
                whole(path + ".missing", json.path("missing")),
                number(path + ".mean", json.path("mean")),
                number(path + ".stddev", json.path("stddev")),
                number(path + ".min", json.path("min")),
                number(path + ".median", json.path("median")),
                number(path + ".max", json.path("max")),
                each(path + ".edges", json.path("edges"), Nodes::number),
                each(path + ".counts", json.path("counts"), BaselineReader::whole));
    }

    private static @Nullable Double number(String path, JsonNode json) {
        return json.isMissingNode() ? null : Nodes.number(path, json);
    }

    private static long whole(String path, JsonNode json) {
        double number = Nodes.number(path, json);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(path + " must be a whole number, got " + number);
        }
        return (long) number;
    }

    private static <T> List<T> each(String path, JsonNode array, BiFunction<String, JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        for (JsonNode element : Nodes.array(path, array)) {
            all.add(read.apply(path + "[" + all.size() + "]", element));
        }
        return all;
    }
}
