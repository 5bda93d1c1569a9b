package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What stands beside a version's Deployment where the cluster knows it: the disruption budget and the autoscaler; no client, no
 * clock. Both are written by kind and not by type, since their API versions differ between clusters and their fields here do not.
 */
final class Guards {
    /** The metric of the Pods kind that {@code targetConcurrency} is held against; a metrics adapter brings it. */
    static final String CONCURRENCY = "signalbox_model_inflight_requests";

    private Guards() {}

    /** One pod at a time may be taken away; a version of one pod has none to spare, and no budget keeps its node from draining. */
    static Optional<GenericKubernetesResource> budget(Desired.Owner owner, VersionSpec version, String apiVersion) {
        if (version.server().replicas() < 2) {
            return Optional.empty();
        }
        Map<String, Object> selector = fields(
                "matchLabels",
                new TreeMap<>(Labels.selector(owner.name(), version.model().version())));
        Map<String, Object> spec = fields("maxUnavailable", 1, "selector", selector);
        return Optional.of(object(owner, version, apiVersion, "PodDisruptionBudget", spec));
    }

    /** As many pods at least as the version needs now, and as many more as load asks for. */
    static Optional<GenericKubernetesResource> autoscaler(Desired.Owner owner, VersionSpec version, String apiVersion) {
        ServerPlan.Scaling scaling = version.server().scaling();
        if (scaling == null) {
            return Optional.empty();
        }
        List<Map<String, Object>> metrics = new ArrayList<>();
        if (scaling.targetCpu() != null) {
            var target = fields("averageUtilization", scaling.targetCpu(), "type", "Utilization");
            metrics.add(fields("resource", fields("name", "cpu", "target", target), "type", "Resource"));
        }
        if (scaling.targetConcurrency() != null) {
            var target = fields("averageValue", scaling.targetConcurrency().toString(), "type", "AverageValue");
            metrics.add(
                    fields("pods", fields("metric", fields("name", CONCURRENCY), "target", target), "type", "Pods"));
        }
        Map<String, Object> spec =
                fields("maxReplicas", Math.max(scaling.most(), version.server().replicas()));
        spec.put("metrics", metrics);
        spec.put("minReplicas", version.server().replicas());
        Map<String, Object> target = fields("apiVersion", "apps/v1", "kind", "Deployment");
        target.put("name", ObjectNames.of(owner.name(), version.model().version()));
        spec.put("scaleTargetRef", target);
        return Optional.of(object(owner, version, apiVersion, "HorizontalPodAutoscaler", spec));
    }

    /* In one order: what is written is told apart from what is found by its text. */
    private static Map<String, Object> fields(String name, Object value) {
        return new TreeMap<>(Map.of(name, value));
    }

    private static Map<String, Object> fields(String name, Object value, String other, Object otherValue) {
        return new TreeMap<>(Map.of(name, value, other, otherValue));
    }

    private static GenericKubernetesResource object(
            Desired.Owner owner, VersionSpec version, String apiVersion, String kind, Object spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withMetadata(Desired.meta(owner, version.model().version()))
                .withAdditionalProperties(Map.of("spec", spec))
                .build();
    }
}
