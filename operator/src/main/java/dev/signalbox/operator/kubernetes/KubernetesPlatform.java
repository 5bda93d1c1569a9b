package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.net.URI;
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
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final Desired.PodSettings pods;
    private final RouterPods routers;
    private final Announcer announcer;
    private @Nullable Operator operator;
    private volatile @Nullable ModelDeploymentController controller;

    KubernetesPlatform(
            KubernetesClient client, KubernetesConfig config, Desired.PodSettings pods, Announcer announcer) {
        this.client = client;
        this.config = config;
        this.pods = pods;
        this.routers = new RouterPods(client, config);
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
            ModelRoute route = client.resources(ModelRoute.class)
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .get();
            return Optional.of(
                    new DeploymentFacts(name, document, versions(name), route == null ? null : route.getSpec()));
        });
    }

    private @Nullable ModelDeployment primary(DeploymentName name) {
        return client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .get();
    }

    private Map<ModelVersion, VersionFacts> versions(DeploymentName name) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        List<Pod> running = controller().pods(name);
        for (Deployment deployment : controller().deployments(name)) {
            String version = deployment.getMetadata().getLabels().get(Labels.VERSION);
            if (version != null && deployment.getMetadata().getDeletionTimestamp() == null) {
                List<Pod> own = running.stream()
                        .filter(p -> version.equals(p.getMetadata().getLabels().get(Labels.VERSION)))
                        .toList();
                facts.put(new ModelVersion(version), Seen.version(deployment, own));
            }
        }
        return facts;
    }

    @Override
    public void apply(DeploymentName name, Effect.OnPlatform effect) {
        asking(() -> {
            switch (effect) {
                case Effect.EnsureVersion ensure -> {
                    Desired.Owner owner = owner(name);
                    write(Desired.service(owner, ensure.version().model().version()));
                    write(Desired.deployment(owner, ensure.version(), pods));
                }
                case Effect.RemoveVersion remove -> {
                    String object = ObjectNames.of(name, remove.version());
                    client.apps()
                            .deployments()
                            .inNamespace(name.namespace())
                            .withName(object)
                            .delete();
                    client.resource(service(name, object)).delete();
                }
                case Effect.WriteRoute write -> write(Desired.route(owner(name), write.route()));
                case Effect.RemoveRoute remove ->
                    client.resources(ModelRoute.class)
                            .inNamespace(name.namespace())
                            .withName(name.name())
                            .delete();
                case Effect.Announce announce ->
                    announcer.announce(name, uid(name), announce.reason(), announce.message());
                case Effect.Forget forget -> removeFinalizer(name);
            }
            return name;
        });
    }

    private static Service service(DeploymentName name, String object) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(name.namespace())
                .withName(object)
                .endMetadata()
                .build();
    }

    private void write(HasMetadata resource) {
        client.resource(resource).patch(APPLY);
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
