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
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.table.SilentWatcher;
import dev.signalbox.router.table.VersionRules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        return route("bank/loans", revision, weight);
    }

    private static Route route(String deployment, long revision, Weight weight) {
        return new Route(
                DeploymentName.parse(deployment),
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

    @Test
    void routesThatDidNotChangeStayTheVerySameWhileOthersDo() {
        serve("loans-1", "10.0.0.1");
        serve("loans-2", "10.0.0.2");
        apply("loans", route(1, Weight.NONE));
        apply("cards", route("bank/cards", 1, Weight.NONE));
        await().until(() -> live.current().size() == 2);
        ActiveRoute cards = active("bank/cards");
        apply("loans", route(2, Weight.ofPercent(5)));
        await().until(() -> revision() == 2);
        assertThat(active("bank/cards")).isSameAs(cards);
        serve("loans-1", "10.0.0.9");
        await().until(() -> addresses("1").equals(List.of("10.0.0.9:9000", "10.0.0.9:9000")));
        assertThat(active("bank/cards")).isNotSameAs(cards);
    }

    private ActiveRoute active(String deployment) {
        return live.current().route(DeploymentName.parse(deployment)).orElseThrow();
    }

    /* What is in force at the end of one process is what the next one begins with, where the cluster does not answer it. */
    @Test
    void aRouterStartsFromItsCacheWhileTheClusterIsAway(@TempDir Path folder) throws Exception {
        RouteCache cache =
                new RouteCache(JSON, Optional.of(folder.resolve("routes.json").toString()));
        LiveRoutes before = new LiveRoutes(new SilentWatcher(), VersionRules.LENIENT);
        try (RouteKeeper first = new RouteKeeper(before, cache);
                Closing one = new Closing(new KubernetesRoutes(client, Optional.empty(), JSON, first))) {
            serve("loans-1", "10.0.0.1");
            serve("loans-2", "10.0.0.2");
            apply("loans", route(7, Weight.ofPercent(5)));
            one.source().start();
            await().until(() -> before.current().revisionOf(DeploymentName.parse("bank/loans")) == 7);
        }
        LiveRoutes after = new LiveRoutes(new SilentWatcher(), VersionRules.LENIENT);
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KubernetesClient away = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withMasterUrl("http://127.0.0.1:" + nobody.getLocalPort())
                                .withRequestTimeout(200)
                                .build())
                        .build();
                RouteKeeper second = new RouteKeeper(after, cache);
                Closing two = new Closing(new KubernetesRoutes(away, Optional.empty(), JSON, second))) {
            two.source().start();
            second.fallBackToCacheAfter(50);
            await().until(after::loaded);
            Route kept = after.current()
                    .route(DeploymentName.parse("bank/loans"))
                    .orElseThrow()
                    .route();
            assertThat(kept.revision()).isEqualTo(7);
            assertThat(kept.backends())
                    .extracting(Backend::endpoints)
                    .containsExactly(List.of("10.0.0.1:9000"), List.of("10.0.0.2:9000"));
            assertThat(two.source().trouble()).isNotEmpty();
        }
    }

    private record Closing(KubernetesRoutes source) implements AutoCloseable {
        @Override
        public void close() {
            source.close();
        }
    }
}
