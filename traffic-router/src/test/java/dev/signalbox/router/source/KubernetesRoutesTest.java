package dev.signalbox.router.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.table.SilentWatcher;
import dev.signalbox.router.table.VersionRules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class KubernetesRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    KubernetesClient client;
    private LiveRoutes live;
    private RouteKeeper keeper;
    private KubernetesRoutes source;

    @BeforeEach
    void start() {
        live = new LiveRoutes(new SilentWatcher(), VersionRules.LENIENT);
        keeper = new RouteKeeper(live, new RouteCache(JSON, Optional.empty()));
        source = new KubernetesRoutes(client, Optional.empty(), JSON, keeper);
        source.start();
    }

    @AfterEach
    void stop() {
        source.close();
        keeper.close();
    }

    private static Route route(long revision, Weight weight) {
        return new Route(
                DeploymentName.parse("bank/loans"),
                revision,
                List.of(
                        Backend.ofService(new ModelVersion("1"), BackendRole.Stable, "loans-1", 8080, weight.rest()),
                        Backend.ofService(new ModelVersion("2"), BackendRole.Candidate, "loans-2", 8080, weight)),
                null,
                null,
                1_000,
                true);
    }

    private void apply(String name, Route route) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("signalbox.dev/v1alpha1")
                .withKind("ModelRoute")
                .withNewMetadata()
                .withNamespace("bank")
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties("spec", JSON.convertValue(route, Map.class))
                .build();
        client.genericKubernetesResources(KubernetesRoutes.MODEL_ROUTES)
                .inNamespace("bank")
                .resource(resource)
                .createOr(existing -> existing.update());
    }

    private void serve(String service, String... ips) {
        EndpointSlice slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("bank")
                .withName(service + "-x7k")
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(ips)
                .endEndpoint()
                .addNewPort()
                .withPort(9000)
                .endPort()
                .build();
        client.resource(slice).createOr(existing -> existing.update());
    }

    private long revision() {
        return live.current().revisionOf(DeploymentName.parse("bank/loans"));
    }

    private List<String> addresses(String version) {
        return live.current().routes().stream()
                .flatMap(r -> r.backend(new ModelVersion(version)).stream())
                .flatMap(b -> b.backend().endpoints().stream())
                .toList();
    }

    @Test
    void aRouteIsInForceWithTheAddressesBehindItsServices() {
        await().until(live::loaded);
        serve("loans-1", "10.0.0.2", "10.0.0.1");
        apply("loans", route(1, Weight.NONE));
        await().until(() -> revision() == 1);
        assertThat(addresses("1")).containsExactly("10.0.0.1:9000", "10.0.0.2:9000");
        assertThat(addresses("2")).isEmpty();
        serve("loans-2", "fd00::1");
        await().until(() -> addresses("2").equals(List.of("[fd00::1]:9000")));
        serve("loans-1", "10.0.0.3");
        await().until(() -> addresses("1").equals(List.of("10.0.0.3:9000")));
        apply("loans", route(2, Weight.ofPercent(5)));
        await().until(() -> revision() == 2);
    }

    @Test
    void aLowerRevisionOrAForeignNameIsLeftAside() {
        apply("loans", route(5, Weight.NONE));
        await().until(() -> revision() == 5);
        apply("loans", route(4, Weight.ALL));
        apply("other", route(9, Weight.ALL));
        await().until(() -> source.trouble().startsWith("2 ModelRoutes"));
        assertThat(revision()).isEqualTo(5);
        assertThat(live.current().size()).isEqualTo(1);
        apply("loans", route(6, Weight.NONE));
        await().until(() -> revision() == 6);
    }

    @Test
    void aDeletedRouteIsGone() {
        apply("loans", route(5, Weight.NONE));
        await().until(() -> revision() == 5);
        client.genericKubernetesResources(KubernetesRoutes.MODEL_ROUTES)
                .inNamespace("bank")
                .withName("loans")
                .delete();
        await().until(() -> live.current().size() == 0);
    }
}
