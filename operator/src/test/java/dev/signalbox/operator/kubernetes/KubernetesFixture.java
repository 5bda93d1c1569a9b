package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformFixture;
import dev.signalbox.operator.platform.PlayedInference;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The world of a namespace on a real API server, where pods are played. */
final class KubernetesFixture implements PlatformFixture {
    private final KubernetesClient client;
    private final @Nullable PlayedKubelet kubelet;

    /* No pod of these runs: where one would be asked, this answers. */
    private final PlayedInference answers = new PlayedInference();

    KubernetesFixture(TestCluster cluster) {
        this(cluster.client(), new PlayedKubelet(cluster.client(), "default", cluster.controllers()));
    }

    private KubernetesFixture(KubernetesClient client, @Nullable PlayedKubelet kubelet) {
        this.client = client;
        this.kubelet = kubelet;
    }

    /** The same without a node: the test plays the pods itself. */
    static KubernetesFixture withoutPods(TestCluster cluster) {
        return new KubernetesFixture(cluster.client(), null);
    }

    /** Watches one namespace. */
    record TestKubernetesConfig(boolean leaderElection) implements KubernetesConfig {
        @Override
        public Duration leaseDuration() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Optional<Set<String>> namespaces() {
            return Optional.of(Set.of("default"));
        }

        @Override
        public Duration unschedulableAfter() {
            return Duration.ofMinutes(5);
        }

        @Override
        public String modelServerImage() {
            return "signalbox/model-server:test";
        }

        @Override
        public String trainerImage() {
            return "signalbox/trainer:test";
        }

        @Override
        public Optional<String> trainingSecret() {
            return Optional.empty();
        }

        @Override
        public Optional<String> telemetryUrl() {
            return Optional.empty();
        }

        @Override
        public Duration telemetryInterval() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Optional<String> telemetrySecret() {
            return Optional.empty();
        }

        @Override
        public Optional<MemorySize> telemetrySpool() {
            return Optional.empty();
        }

        @Override
        public Optional<Set<String>> routerNamespaces() {
            return Optional.empty();
        }

        @Override
        public int routerAdminPort() {
            return 9000;
        }
    }

    @Override
    public Platform open() {
        return open(client, false, pod -> answers.base());
    }

    /** A platform of one replica of several, that talks to the cluster by a client of its own. */
    static Platform replica(KubernetesClient own) {
        return open(own, true, Seen::address);
    }

    private static Platform open(KubernetesClient by, boolean elected, Function<Pod, URI> addresses) {
        var wanted = new KubernetesPlatform.Wanted(
                new Desired.PodSettings("signalbox/model-server:test", null),
                new TrainingJob.Settings("signalbox/trainer:test", "http://monitor.signalbox", "trainer-token"));
        return new KubernetesPlatform(
                by, new TestKubernetesConfig(elected), wanted, new Announcer(by, Clock.systemUTC()), addresses);
    }

    @Override
    public void submit(DeploymentName name, ModelDeploymentSpec spec) {
        ModelDeployment resource = new ModelDeployment();
        resource.setMetadata(new ObjectMetaBuilder()
                .withName(name.name())
                .withNamespace(name.namespace())
                .build());
        resource.setSpec(spec);
        client.resource(resource).fieldManager("a-user").forceConflicts().serverSideApply();
    }

    @Override
    public void command(DeploymentName name, String text) {
        client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"signalbox.dev/command\":\"" + text + "\"}}}");
    }

    @Override
    public void delete(DeploymentName name) {
        client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .delete();
    }

    @Override
    public boolean exists(DeploymentName name) {
        return resource(name).isPresent()
                || route(name).isPresent()
                || !running(name).isEmpty();
    }

    private Optional<ModelDeployment> resource(DeploymentName name) {
        return Optional.ofNullable(client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name())
                .get());
    }

    @Override
    public Optional<ModelDeploymentStatus> status(DeploymentName name) {
        return resource(name).map(ModelDeployment::getStatus);
    }

    @Override
    public Optional<Route> route(DeploymentName name) {
        return Optional.ofNullable(client.resources(ModelRoute.class)
                        .inNamespace(name.namespace())
                        .withName(name.name())
                        .get())
                .map(ModelRoute::getSpec);
    }

    @Override
    public Set<ModelVersion> running(DeploymentName name) {
        return client
                .apps()
                .deployments()
                .inNamespace(name.namespace())
                .withLabel(Labels.DEPLOYMENT, name.name())
                .list()
                .getItems()
                .stream()
                .map(d -> new ModelVersion(d.getMetadata().getLabels().get(Labels.VERSION)))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> eventReasons(DeploymentName name) {
        return client
                .v1()
                .events()
                .inNamespace(name.namespace())
                .withField("involvedObject.name", name.name())
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.comparing((Event e) -> e.getMetadata().getCreationTimestamp()))
                .map(Event::getReason)
                .toList();
    }

    @Override
    public String goodUri() {
        return "s3://models/good/";
    }

    @Override
    public String brokenUri() {
        return "s3://models/broken/";
    }

    @Override
    public void close() {
        if (kubelet != null) {
            kubelet.close();
        }
        answers.close();
        var all = client.resources(ModelDeployment.class).inNamespace("default");
        for (ModelDeployment left : all.list().getItems()) {
            all.withName(left.getMetadata().getName()).edit(resource -> {
                resource.getMetadata().setFinalizers(List.of());
                return resource;
            });
            all.withName(left.getMetadata().getName()).delete();
        }
    }
}
