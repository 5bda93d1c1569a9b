package dev.signalbox.operator.plan;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What runs a version: how many, of which image (null: the default model server), with which requests and limits. */
public record ServerPlan(
        int replicas, @Nullable String image, Map<String, String> requests, Map<String, String> limits) {
    /** One pod of the default model server. */
    public static final ServerPlan DEFAULT = new ServerPlan(1, null, Map.of(), Map.of());

    public ServerPlan {
        requests = sorted(requests);
        limits = sorted(limits);
    }

    private static SortedMap<String, String> sorted(Map<String, String> quantities) {
        return java.util.Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
    }
}
