package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.StatusReader;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Versions are Deployments and Services, the route is a ModelRoute, the status is the ModelDeployment's own.
 *
 * <p>What must not be stale, the status and the route, is read from the API; what is stale anyway, what runs, from informers.
 */
public final class KubernetesPlatform implements Platform {
    private static final int NOT_FOUND = 404;
    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final Desired.PodSettings pods;
    private final RouterPods routers;
    private final RouteResources routes;
    private final OwnedObjects objects;
    private final Announcer announcer;
    private @Nullable Operator operator;
    private volatile @Nullable ModelDeploymentController controller;

    KubernetesPlatform(
            KubernetesClient client, KubernetesConfig config, Desired.PodSettings pods, Announcer announcer) {
        this.client = client;
        this.config = config;
        this.pods = pods;
        this.routers = new RouterPods(client, config);
        this.routes = new RouteResources(client);
        this.objects = new OwnedObjects(client);
        this.announcer = announcer;
    }

    @Override
    public void start(Consumer<DeploymentName> changed) {
        ModelDeploymentController watching = new ModelDeploymentController(changed);
        Operator started = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
        started.register(
                watching, o -> config.namespaces().ifPresentOrElse(o::settingNamespaces, o::watchingAllNamespaces));
        controller = watching;
        operator = started;
        started.start();
    }

    private ModelDeploymentController controller() {
        ModelDeploymentController started = controller;
        if (started == null) {
            throw new PlatformException("the platform was not started");
        }
        return started;
    }

    @Override
    public Set<DeploymentName> deployments() {
        return controller().names();
    }

    @Override
    public Optional<DeploymentFacts> observe(DeploymentName name) {
        return asking(() -> {
            ModelDeployment resource = primary(name);
            if (resource == null) {
                return Optional.empty();
            }
            boolean deleting = resource.getMetadata().getDeletionTimestamp() != null;
            Long generation = resource.getMetadata().getGeneration();
            var document = new DeploymentFacts.Document(
                    generation == null ? 0 : generation, deleting, resource.getSpec(), List.of(), resource.getStatus());
            return Optional.of(new DeploymentFacts(name, document, versions(name, resource), routes.read(name)));
        });
    }

    private @Nullable ModelDeployment primary(DeploymentName name) {
        return client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .get();
    }

    private Map<ModelVersion, VersionFacts> versions(DeploymentName name, ModelDeployment resource) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        List<Pod> running = controller().pods(name);
        List<VersionSpec> known = StatusReader.state(resource.getStatus(), Instant.EPOCH)
                .versions()
                .all()
                .toList();
        var owner = new Desired.Owner(name, resource.getMetadata().getUid());
        for (Deployment deployment : controller().deployments(name)) {
            String version = deployment.getMetadata().getLabels().get(Labels.VERSION);
            if (version != null && deployment.getMetadata().getDeletionTimestamp() == null) {
                List<Pod> own = running.stream()
                        .filter(p -> version.equals(p.getMetadata().getLabels().get(Labels.VERSION)))
                        .toList();
                boolean asWritten = known.stream()
                        .filter(spec -> spec.fingerprint().equals(Seen.fingerprint(deployment)))
                        .allMatch(spec -> asWritten(owner, spec, deployment));
                facts.put(new ModelVersion(version), Seen.version(deployment, own, asWritten));
            }
        }
        return facts;
    }

    private boolean asWritten(Desired.Owner owner, VersionSpec spec, Deployment found) {
        Service wanted = Desired.service(owner, spec.model().version());
        Service service = controller().services(owner.name()).stream()
                .filter(s ->
                        s.getMetadata().getName().equals(wanted.getMetadata().getName()))
                .findFirst()
                .orElse(null);
        return objects.asWritten(Desired.deployment(owner, spec, pods), found) && objects.asWritten(wanted, service);
    }

    @Override
    public void apply(DeploymentName name, Effect.OnPlatform effect) {
        asking(() -> {
            switch (effect) {
                case Effect.EnsureVersion ensure -> {
                    Desired.Owner owner = owner(name);
                    objects.write(
                            Desired.service(owner, ensure.version().model().version()));
                    objects.write(Desired.deployment(owner, ensure.version(), pods));
                }
                case Effect.RemoveVersion remove -> {
                    String object = ObjectNames.of(name, remove.version());
                    client.apps()
                            .deployments()
                            .inNamespace(name.namespace())
                            .withName(object)
                            .delete();
                    client.services()
                            .inNamespace(name.namespace())
                            .withName(object)
                            .delete();
                    objects.forget("Deployment", name.namespace(), object);
                    objects.forget("Service", name.namespace(), object);
                }
                case Effect.WriteRoute write -> objects.write(Desired.route(owner(name), write.route()));
                case Effect.RemoveRoute remove -> {
                    routes.remove(name);
                    objects.forget("ModelRoute", name.namespace(), name.name());
                }
                case Effect.Announce announce ->
                    announcer.announce(name, uid(name), announce.reason(), announce.message());
                case Effect.Forget forget -> removeFinalizer(name);
            }
            return name;
        });
    }

    private Desired.Owner owner(DeploymentName name) {
        String uid = uid(name);
        if (uid == null) {
            throw new PlatformException(name + " is gone");
        }
        return new Desired.Owner(name, uid);
    }

    private @Nullable String uid(DeploymentName name) {
        ModelDeployment resource = primary(name);
        return resource == null ? null : resource.getMetadata().getUid();
    }

    private void removeFinalizer(DeploymentName name) {
        client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .edit(resource -> {
                    resource.getMetadata().getFinalizers().remove(Labels.FINALIZER);
                    return resource;
                });
    }

    /* A status is one thing with one writer: it is put in place as a whole, so that nothing of an older one stays behind. */
    @Override
    public void writeStatus(DeploymentName name, ModelDeploymentStatus status) {
        String patch = "[{\"op\":\"add\",\"path\":\"/status\",\"value\":"
                + client.getKubernetesSerialization().asJson(status) + "}]";
        try {
            client.resources(ModelDeployment.class)
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON), patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw new PlatformException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Override
    public List<URI> routers() {
        return asking(routers::addresses);
    }

    private static <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.stop();
        }
    }
}
