package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.platform.Operator;
import dev.signalbox.operator.platform.OperatorMetrics;
import dev.signalbox.operator.platform.TestConfig;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody else changes of what the operator wrote is put back; what they add is theirs. */
class ExternalEditsTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DeploymentName name = new DeploymentName("default", "edits-" + Long.toString(System.nanoTime(), 36));
    private KubernetesFixture world;
    private Operator operator;

    @BeforeEach
    void goLive() {
        world = new KubernetesFixture(CLUSTER);
        operator = Operator.start(
                world.open(),
                new TestConfig(Optional.empty(), Optional.of(List.of())),
                new OperatorMetrics(new SimpleMeterRegistry()),
                Clock.systemUTC());
        var resources = new ModelDeploymentSpec.Resources(Map.of("cpu", "1000m"), Map.of("memory", "0.5Gi"));
        world.submit(
                name,
                new ModelDeploymentSpec(
                        new ModelDeploymentSpec.Model("1", "/m", null),
                        new ModelDeploymentSpec.Server(1, null, resources),
                        null,
                        null,
                        null));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(world.status(name).map(s -> s.phase())).contains("Stable"));
    }

    @AfterEach
    void end() {
        operator.close();
        world.close();
    }

    @Test
    void aDeploymentThatWasScaledAndGivenAnotherImageIsPutBackAndAnAddedVariableStays() {
        deployment().edit(d -> {
            d.getSpec().setReplicas(5);
            var container = d.getSpec().getTemplate().getSpec().getContainers().getFirst();
            container.setImage("somebody/else:1");
            container.getEnv().add(new io.fabric8.kubernetes.api.model.EnvVar("ADDED", "by somebody", null));
            return d;
        });

        await().atMost(PATIENCE).untilAsserted(() -> {
            Deployment now = deployment().get();
            var container =
                    now.getSpec().getTemplate().getSpec().getContainers().getFirst();
            assertThat(now.getSpec().getReplicas()).isEqualTo(1);
            assertThat(container.getImage()).isEqualTo("signalbox/model-server:test");
            assertThat(container.getEnv()).anyMatch(v -> v.getName().equals("ADDED"));
        });
        assertThat(world.status(name).map(s -> s.phase())).contains("Stable");
        assertItIsLeftAloneThen();
    }

    @Test
    void aServiceThatWasTurnedElsewhereOrRemovedIsPutBack() {
        service().edit(s -> {
            s.getSpec().getSelector().put(Labels.VERSION, "9");
            return s;
        });
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(service().get().getSpec().getSelector()).containsEntry(Labels.VERSION, "1"));

        service().delete();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(service().get()).isNotNull());
    }

    @Test
    void aRouteThatWasChangedMadeUnreadableOrRemovedIsPutBack() {
        patchRoute("{\"spec\":{\"timeoutMillis\":1}}");
        awaitRoute();
        patchRoute("{\"spec\":{\"backends\":[{\"version\":\"1\",\"role\":\"Stable\",\"weight\":9000}]}}");
        awaitRoute();
        CLUSTER.client()
                .resources(dev.signalbox.operator.resource.ModelRoute.class)
                .inNamespace("default")
                .withName(name.name())
                .delete();
        awaitRoute();
    }

    private void patchRoute(String patch) {
        long before = world.route(name).orElseThrow().revision();
        CLUSTER.client()
                .genericKubernetesResources("signalbox.dev/v1alpha1", "ModelRoute")
                .inNamespace("default")
                .withName(name.name())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(world.route(name).orElseThrow().revision()).isGreaterThan(before));
    }

    private void awaitRoute() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var route = world.route(name).orElseThrow();
            assertThat(route.timeoutMillis()).isEqualTo(2_000);
            assertThat(route.backends()).singleElement().satisfies(b -> {
                assertThat(b.weight().basisPoints()).isEqualTo(10_000);
                assertThat(b.service()).isNotNull();
            });
        });
    }

    /* The API server writes quantities its own way and fills in defaults: neither may be taken for an edit. */
    private void assertItIsLeftAloneThen() {
        Deployment before = deployment().get();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(deployment().get().getMetadata().getGeneration())
                        .isEqualTo(before.getMetadata().getGeneration()));
    }

    private Resource<Deployment> deployment() {
        return client().apps()
                .deployments()
                .inNamespace("default")
                .withName(ObjectNames.of(name, new dev.signalbox.api.ModelVersion("1")));
    }

    private Resource<Service> service() {
        return client().services()
                .inNamespace("default")
                .withName(ObjectNames.of(name, new dev.signalbox.api.ModelVersion("1")));
    }

    private static KubernetesClient client() {
        return CLUSTER.client();
    }
}
