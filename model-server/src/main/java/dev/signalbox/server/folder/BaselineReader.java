package dev.signalbox.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code baseline.json}. */
final class BaselineReader {
    private BaselineReader() {}

    static Baseline read(JsonNode root) {
        Nodes.object("baseline", root);
        Nodes.version(root, Baseline.VERSION);
        Map<String, Double> medians = new HashMap<>();
        Map<String, String> modes = new HashMap<>();
        for (Map.Entry<String, JsonNode> feature :
                Nodes.object("features", root.path("features")).properties()) {
            String path = "features." + feature.getKey();
            JsonNode profile = Nodes.object(path, feature.getValue());
            String kind = Nodes.text(path + ".kind", profile.path("kind"));
            if (kind.equals("category")) {
                mode(path + ".counts", profile.path("counts"), feature.getKey(), modes);
            } else {
                medians.put(feature.getKey(), Nodes.number(path + ".median", profile.path("median")));
            }
        }
        return new Baseline(medians, modes);
    }

    private static void mode(String path, JsonNode counts, String feature, Map<String, String> modes) {
        double most = -1;
        for (Map.Entry<String, JsonNode> category : Nodes.object(path, counts).properties()) {
            double count = Nodes.number(path + "." + category.getKey(), category.getValue());
            if (count > most) {
                most = count;
                modes.put(feature, category.getKey());
            }
        }
    }
}
