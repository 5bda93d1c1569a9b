package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.Command;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.StatusReader;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.javaoperatorsdk.operator.Operator;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Versions are Deployments and Services, the route is a ModelRoute, the status is the ModelDeployment's own. Everything is read
 * from informers that all deployments share, with what was written last where they have not seen it yet.
 *
 * <p>Of several replicas one acts at a time. The others watch too, so that the next one knows everything when its turn comes.
 */
public final class KubernetesPlatform implements Platform {
    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final RouterPods routers;
    private final Primaries primaries;
    private final RouteResources routes;
    private final VersionObjects versions;
    private final TrainingJobs trainings;
    private final Announcer announcer;
    private final Function<Pod, URI> addresses;
    private final @Nullable Leadership leadership;
    private @Nullable Operator operator;
    private volatile @Nullable ModelDeploymentController controller;

    /** What every pod is told. */
    record Wanted(Desired.PodSettings servers, TrainingJob.Settings trainers) {}

    KubernetesPlatform(
            KubernetesClient client,
            KubernetesConfig config,
            Wanted wanted,
            Announcer announcer,
            Function<Pod, URI> addresses) {
        this.client = client;
        this.config = config;
        this.announcer = announcer;
        this.addresses = addresses;
        OwnedObjects objects = new OwnedObjects(client);
        this.routers = new RouterPods(client, config);
        this.primaries = new Primaries(client);
        this.routes = new RouteResources(client, objects);
        this.versions =
                new VersionObjects(client, wanted.servers(), objects, config.unschedulableAfter(), Clock.systemUTC());
        this.trainings = new TrainingJobs(client, wanted.trainers());
        this.leadership = config.leaderElection()
                ? new Leadership(
                        client,
                        client.getNamespace() == null ? DeploymentName.DEFAULT_NAMESPACE : client.getNamespace(),
                        config.leaseDuration())
                : null;
    }

    @Override
    public void start(Consumer<DeploymentName> changed) {
        ModelDeploymentController watching = new ModelDeploymentController(name -> {
            if (acts()) {
                changed.accept(name);
            }
        });
        Operator started = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
        started.register(watching, o -> {
            o.withGenerationAware(false).withOnUpdateFilter(ModelDeploymentController::asksForMore);
            config.namespaces().ifPresentOrElse(o::settingNamespaces, o::watchingAllNamespaces);
        });
        controller = watching;
        operator = started;
        started.start();
        if (leadership != null) {
            leadership.start(() -> deployments().forEach(changed));
        }
    }

    private boolean acts() {
        return leadership == null || leadership.leading();
    }

    private ModelDeploymentController controller() {
        ModelDeploymentController started = controller;
        if (started == null) {
            throw new PlatformException("the platform was not started");
        }
        return started;
    }

    /** Those of this replica: all or none. */
    @Override
    public Set<DeploymentName> deployments() {
        return acts() ? controller().names() : Set.of();
    }

    @Override
    public Optional<DeploymentFacts> observe(DeploymentName name) {
        return asking(() -> {
            ModelDeployment resource =
                    primaries.read(name, controller().primary(name).orElse(null));
            if (resource == null) {
                routes.forget(name);
                return Optional.empty();
            }
            boolean deleting = resource.getMetadata().getDeletionTimestamp() != null;
            Long generation = resource.getMetadata().getGeneration();
            Map<String, String> annotations = resource.getMetadata().getAnnotations();
            var document = new DeploymentFacts.Document(
                    generation == null ? 0 : generation,
                    deleting,
                    resource.getSpec(),
                    List.of(),
                    resource.getStatus(),
                    annotations == null ? null : annotations.get(Command.ANNOTATION));
            List<VersionSpec> known = StatusReader.state(resource.getStatus(), Instant.EPOCH)
                    .versions()
                    .all()
                    .toList();
            var owner = new Desired.Owner(name, resource.getMetadata().getUid());
            return Optional.of(new DeploymentFacts(
                    name,
                    document,
                    versions.facts(owner, controller(), known),
                    routes.read(name, controller().route(name).orElse(null)),
                    TrainingJobs.facts(controller().jobs(name), controller().pods(name))));
        });
    }

    @Override
    public void apply(DeploymentName name, Effect.OnPlatform effect) {
        asking(() -> {
            mustAct();
            switch (effect) {
                case Effect.EnsureVersion ensure ->
                    versions.ensure(owner(name), ensure.version(), controller().deployments(name));
                case Effect.RemoveVersion remove -> versions.remove(name, remove.version());
                case Effect.WriteRoute write -> routes.write(owner(name), write.route());
                case Effect.RemoveRoute remove -> routes.remove(name);
                case Effect.Announce announce ->
                    announcer.announce(name, primaries.uid(name), announce.reason(), announce.message());
                case Effect.StartTraining start -> trainings.start(owner(name), start.order());
                case Effect.StopTraining stop -> trainings.stop(name, stop.training());
                case Effect.Forget forget -> primaries.release(name);
            }
            return name;
        });
    }

    /* One that is not the leader any more must not end what it has begun: the next one has begun already. */
    private void mustAct() {
        if (!acts()) {
            throw new PlatformException("another replica acts now");
        }
    }

    private Desired.Owner owner(DeploymentName name) {
        String uid = primaries.uid(name);
        if (uid == null) {
            throw new PlatformException(name + " is gone");
        }
        return new Desired.Owner(name, uid);
    }

    @Override
    public void writeStatus(DeploymentName name, ModelDeploymentStatus status) {
        asking(() -> {
            mustAct();
            primaries.writeStatus(name, status);
            return name;
        });
    }

    @Override
    public Optional<String> trainingRefusal(RetrainingRules.Trainer trainer) {
        return trainings.refusal(trainer);
    }

    @Override
    public List<URI> instances(DeploymentName name, ModelVersion version) {
        return controller().pods(name).stream()
                .filter(pod -> version.id().equals(pod.getMetadata().getLabels().get(Labels.VERSION)))
                .filter(pod -> Readiness.getInstance().isReady(pod))
                .map(addresses)
                .toList();
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
        if (leadership != null) {
            leadership.close();
        }
    }
}
