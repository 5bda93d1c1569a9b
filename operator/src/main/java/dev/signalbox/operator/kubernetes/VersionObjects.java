package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The objects that versions are: a Deployment and a Service, and beside them a disruption budget and an autoscaler. Thread safe. */
final class VersionObjects {
    private static final Logger LOG = Logger.getLogger(VersionObjects.class);

    private final KubernetesClient client;
    private final Desired.PodSettings pods;
    private final OwnedObjects objects;
    private final Duration unschedulableAfter;
    private final Clock clock;
    private final Optional<String> budgets;
    private final Optional<String> autoscalers;

    /* What was found to be as written, by the versions of the objects: looked at again only when one of them has changed. */
    private final Map<String, String> verified = new ConcurrentHashMap<>();

    VersionObjects(
            KubernetesClient client,
            Desired.PodSettings pods,
            OwnedObjects objects,
            Duration unschedulableAfter,
            Clock clock) {
        this.client = client;
        this.pods = pods;
        this.objects = objects;
        this.unschedulableAfter = unschedulableAfter;
        this.clock = clock;
        this.budgets = served("PodDisruptionBudget", "policy/v1", "policy/v1beta1");
        this.autoscalers = served("HorizontalPodAutoscaler", "autoscaling/v2", "autoscaling/v2beta2");
    }

    private Optional<String> served(String kind, String... apiVersions) {
        return Stream.of(apiVersions)
                .filter(version -> client.supports(version, kind))
                .findFirst();
    }

    /** What is seen of the versions. */
    Map<ModelVersion, VersionFacts> facts(
            Desired.Owner owner, ModelDeploymentController seen, List<VersionSpec> known) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        Seen.Patience patience = new Seen.Patience(clock.instant(), unschedulableAfter);
        List<Pod> running = seen.pods(owner.name());
        List<Service> services = seen.services(owner.name());
        for (Deployment deployment : seen.deployments(owner.name())) {
            String version = deployment.getMetadata().getLabels().get(Labels.VERSION);
            if (version == null || deployment.getMetadata().getDeletionTimestamp() != null) {
                continue;
            }
            List<Pod> own = running.stream()
                    .filter(p -> version.equals(p.getMetadata().getLabels().get(Labels.VERSION)))
                    .toList();
            VersionSpec spec = known.stream()
                    .filter(s -> s.fingerprint().equals(Seen.fingerprint(deployment)))
                    .findFirst()
                    .orElse(null);
            boolean asWritten = spec == null || asWritten(owner, spec, deployment, services);
            facts.put(
                    new ModelVersion(version),
                    spec == null || spec.server().scaling() == null
                            ? Seen.version(deployment, own, asWritten, patience)
                            : Seen.version(
                                    deployment, own, asWritten, spec.server().replicas(), patience));
        }
        return facts;
    }

    private boolean asWritten(Desired.Owner owner, VersionSpec spec, Deployment found, List<Service> services) {
        String name = found.getMetadata().getName();
        Service service = services.stream()
                .filter(s -> s.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
        String key = owner.name().namespace() + "/" + name;
        String state = state(spec, found, service);
        if (state.equals(verified.get(key))) {
            return true;
        }
        boolean asWritten = objects.asWritten(Desired.deployment(owner, spec, pods), found)
                && objects.asWritten(Desired.service(owner, spec.model().version()), service);
        if (asWritten) {
            verified.put(key, state);
        }
        return asWritten;
    }

    private static String state(VersionSpec spec, Deployment found, @Nullable Service service) {
        return spec.fingerprint() + " " + found.getMetadata().getResourceVersion() + " "
                + (service == null ? "-" : service.getMetadata().getResourceVersion());
    }

    /** The version runs so. The Service comes first: a pod that is ready is reachable. */
    void ensure(Desired.Owner owner, VersionSpec version, List<Deployment> running) {
        String name = ObjectNames.of(owner.name(), version.model().version());
        objects.write(Desired.service(owner, version.model().version()));
        Deployment wanted = Desired.deployment(owner, version, pods);
        int replicas = running.stream()
                .filter(d -> d.getMetadata().getName().equals(name))
                .map(d -> d.getSpec().getReplicas())
                .findFirst()
                .orElse(1);
        objects.write(wanted, momentary -> scaled(momentary, version.server(), replicas));
        beside(
                budgets,
                "PodDisruptionBudget",
                owner.name().namespace(),
                name,
                api -> Guards.budget(owner, version, api));
        beside(
                autoscalers,
                "HorizontalPodAutoscaler",
                owner.name().namespace(),
                name,
                api -> Guards.autoscaler(owner, version, api));
    }

    /* To leave a number out that was said before would take it away, and one pod is what is left then. */
    private static Deployment scaled(Deployment wanted, ServerPlan server, int running) {
        if (server.scaling() != null) {
            int within = Math.min(
                    Math.max(running, server.replicas()),
                    Math.max(server.scaling().most(), server.replicas()));
            wanted.getSpec().setReplicas(within);
        }
        return wanted;
    }

    private interface Wanted {
        Optional<GenericKubernetesResource> of(String apiVersion);
    }

    /* A version serves without them too: where they may not be written, that is told, and the rollout goes on. */
    private void beside(Optional<String> api, String kind, String namespace, String name, Wanted wanted) {
        if (api.isEmpty()) {
            return;
        }
        try {
            Optional<GenericKubernetesResource> object = wanted.of(api.get());
            if (object.isPresent()) {
                objects.write(object.get());
            } else {
                remove(api.get(), kind, namespace, name);
            }
        } catch (KubernetesClientException e) {
            LOG.warnf("Object not written kind=%s name=%s/%s reason=\"%s\"", kind, namespace, name, e.getMessage());
        }
    }

    void remove(DeploymentName deployment, ModelVersion version) {
        String name = ObjectNames.of(deployment, version);
        String namespace = deployment.namespace();
        autoscalers.ifPresent(api -> removeQuietly(api, "HorizontalPodAutoscaler", namespace, name));
        client.apps().deployments().inNamespace(namespace).withName(name).delete();
        client.services().inNamespace(namespace).withName(name).delete();
        budgets.ifPresent(api -> removeQuietly(api, "PodDisruptionBudget", namespace, name));
        for (String kind : List.of("Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler")) {
            objects.forget(kind, namespace, name);
        }
        verified.remove(namespace + "/" + name);
    }

    /* The owner's deletion takes it away at last, if nobody may do so now. */
    private void removeQuietly(String api, String kind, String namespace, String name) {
        try {
            remove(api, kind, namespace, name);
        } catch (KubernetesClientException e) {
            LOG.warnf("Object not removed kind=%s name=%s/%s reason=\"%s\"", kind, namespace, name, e.getMessage());
        }
    }

    private void remove(String api, String kind, String namespace, String name) {
        client.genericKubernetesResources(api, kind)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }
}
