package dev.signalbox.operator.plan;

import dev.signalbox.operator.spec.ModelDeploymentSpec.Batching;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Resources;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Server;
import dev.signalbox.operator.spec.Pod;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What runs a version: how many instances at least (exactly, where nothing scales them), by which load more are wanted, and the
 * checked fragment of the pod template.
 */
public record ServerPlan(int replicas, @Nullable Scaling scaling, Fragment pod) {
    /** One pod of the default model server. */
    public static final ServerPlan DEFAULT = new ServerPlan(1, null, Fragment.NONE);

    /** Instances by load: how many at most, and what each should carry. */
    public record Scaling(
            int least,
            int most,
            @Nullable Integer targetCpu,
            @Nullable Integer targetConcurrency) {}

    /** What a pod is made of; null is what holds where a spec says nothing. */
    public record Fragment(
            @Nullable String image,
            Map<String, String> requests,
            Map<String, String> limits,
            @Nullable Batching batching,
            @Nullable Pod pod) {
        /** Nothing was asked for. */
        public static final Fragment NONE = new Fragment(null, Map.of(), Map.of(), null, null);

        public Fragment {
            requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
            limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        }
    }

    /** The same server with another number of instances. */
    public ServerPlan withReplicas(int other) {
        return other == replicas ? this : new ServerPlan(other, scaling, pod);
    }

    /** The number of instances of a version that serves: what was asked for, or what load has made of it within its limits. */
    public int full(int running) {
        return scaling == null ? replicas : Math.max(replicas, Math.min(running, scaling.most()));
    }

    /** The same in the words of a spec. */
    public Server asSpec() {
        var resources = pod.requests().isEmpty() && pod.limits().isEmpty()
                ? null
                : new Resources(
                        pod.requests().isEmpty() ? null : pod.requests(),
                        pod.limits().isEmpty() ? null : pod.limits());
        var autoscaling = scaling == null
                ? null
                : new dev.signalbox.operator.spec.ModelDeploymentSpec.Autoscaling(
                        scaling.least(), scaling.most(), scaling.targetCpu(), scaling.targetConcurrency());
        return new Server(replicas, autoscaling, pod.image(), resources, pod.batching(), pod.pod());
    }

    /** What {@link #asSpec} wrote. */
    public static ServerPlan ofSpec(Server server) {
        var autoscaling = server.autoscaling();
        var resources = server.resources();
        return new ServerPlan(
                server.replicas() == null ? 1 : server.replicas(),
                autoscaling == null
                        ? null
                        : new Scaling(
                                autoscaling.minReplicas() == null ? 1 : autoscaling.minReplicas(),
                                autoscaling.maxReplicas() == null ? 1 : autoscaling.maxReplicas(),
                                autoscaling.targetCpu(),
                                autoscaling.targetConcurrency()),
                new Fragment(
                        server.image(),
                        resources == null || resources.requests() == null ? Map.of() : resources.requests(),
                        resources == null || resources.limits() == null ? Map.of() : resources.limits(),
                        server.batching(),
                        server.pod()));
    }
}
