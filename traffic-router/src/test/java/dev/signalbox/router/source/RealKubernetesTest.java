package dev.signalbox.router.source;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(RealCluster.class)
class RealKubernetesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private KubernetesClient cluster;
    private String namespace;

    @BeforeEach
    void open() {
        cluster = RealCluster.connect();
        namespace = "router-" + Long.toHexString(new SecureRandom().nextLong());
        cluster.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.namespaces().withName(namespace).delete();
            cluster.close();
        }
    }

    /** A router's view of the cluster, through a client of its own. */
    private final class Router implements AutoCloseable {
        final LiveRoutes live = new LiveRoutes(new SilentWatcher(), VersionRules.LENIENT);
        final RouteKeeper keeper;
        final KubernetesRoutes source;
        private final KubernetesClient client;

        Router(Config config, Optional<String> scope) {
            client = new KubernetesClientBuilder().withConfig(config).build();
            keeper = new RouteKeeper(
                    live,
                    new RouteCache(JSON, Optional.of(folder.resolve("routes.json").toString())));
            source = new KubernetesRoutes(client, scope, JSON, keeper);
            source.start();
            keeper.fallBackToCacheAfter(300);
        }

        long revision() {
            return live.current().revisionOf(loans());
        }

        List<String> addresses(String version) {
            return live.current().route(loans()).stream()
                    .flatMap(r -> r.backend(new ModelVersion(version)).stream())
                    .flatMap(b -> b.backend().endpoints().stream())
                    .toList();
        }

        @Override
        public void close() {
            source.close();
            keeper.close();
            client.close();
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    private DeploymentName loans() {
        return new DeploymentName(namespace, "loans");
    }

    private void route(long revision, Weight weight) {
        Route route = new Route(
                loans(),
                revision,
                List.of(
                        Backend.ofService(new ModelVersion("1"), BackendRole.Stable, "loans-1", 8080, weight.rest()),
                        Backend.ofService(new ModelVersion("2"), BackendRole.Candidate, "loans-2", 8080, weight)),
                null,
                null,
                1_000,
                true);
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("signalbox.dev/v1alpha1")
                .withKind("ModelRoute")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("loans")
                .endMetadata()
                .addToAdditionalProperties("spec", JSON.convertValue(route, Map.class))
                .build();
        cluster.genericKubernetesResources(KubernetesRoutes.MODEL_ROUTES)
                .inNamespace(namespace)
                .resource(resource)
                .createOr(existing -> existing.update());
    }

    /* A service without a selector: its endpoints are the test's own. */
    private void serve(String service, List<String> ready, List<String> notReady) {
        if (cluster.services().inNamespace(namespace).withName(service).get() == null) {
            cluster.resource(new ServiceBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(service)
                            .endMetadata()
                            .withNewSpec()
                            .addNewPort()
                            .withPort(8080)
                            .endPort()
                            .endSpec()
                            .build())
                    .create();
        }
        cluster.resource(new EndpointsBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(service)
                        .endMetadata()
                        .addNewSubset()
                        .withAddresses(addresses(ready))
                        .withNotReadyAddresses(addresses(notReady))
                        .addNewPort()
                        .withPort(9000)
                        .endPort()
                        .endSubset()
                        .build())
                .createOr(existing -> existing.update());
    }

    private static List<EndpointAddress> addresses(List<String> ips) {
        return ips.stream()
                .map(ip -> new EndpointAddressBuilder().withIp(ip).build())
                .toList();
    }

    @Test
    void routesAndTheAddressesBehindThemAreFollowed() {
        serve("loans-1", List.of("10.1.0.1", "10.1.0.2"), List.of("10.1.0.3"));
        route(1, Weight.NONE);
        try (Router router = new Router(RealCluster.config(), Optional.of(namespace))) {
            await(() -> router.revision() == 1);
            assertThat(router.addresses("1")).containsExactly("10.1.0.1:9000", "10.1.0.2:9000");
            assertThat(router.addresses("2")).isEmpty();
            serve("loans-2", List.of("10.1.0.9"), List.of());
            await(() -> router.addresses("2").equals(List.of("10.1.0.9:9000")));
            route(2, Weight.ofPercent(5));
            await(() -> router.revision() == 2);
            serve("loans-1", List.of("10.1.0.3"), List.of("10.1.0.1", "10.1.0.2"));
            await(() -> router.addresses("1").equals(List.of("10.1.0.3:9000")));
            cluster.genericKubernetesResources(KubernetesRoutes.MODEL_ROUTES)
                    .inNamespace(namespace)
                    .withName("loans")
                    .delete();
            await(() -> router.live.current().size() == 0);
        }
    }

    @Test
    void whereSlicesOfThisVersionAreNotServedCoreEndpointsAre() {
        boolean slices = cluster.supports(EndpointSlice.class);
        serve("loans-1", List.of("10.1.0.1"), List.of());
        route(1, Weight.NONE);
        try (Router router = new Router(RealCluster.config(), Optional.empty())) {
            await(() -> router.addresses("1").equals(List.of("10.1.0.1:9000")));
        }
        try (ServiceEndpoints core = WatchedEndpoints.core(cluster, Optional.of(namespace), () -> {})) {
            ServiceEndpoints.Service service = new ServiceEndpoints.Service(namespace, "loans-1", 8080);
            await(() -> core.heardOf(service));
            assertThat(core.of(service)).as("served: %s", slices).containsExactly("10.1.0.1:9000");
        }
    }

    @Test
    void aRouterThatStartsWhileTheClusterIsAwayServesByItsCacheAndFollowsAgainWithoutAGap() throws Exception {
        serve("loans-1", List.of("10.1.0.1"), List.of());
        serve("loans-2", List.of("10.1.0.2"), List.of());
        route(3, Weight.ofPercent(5));
        Config direct = RealCluster.config();
        URI master = URI.create(direct.getMasterUrl());
        try (SeverableLink link = new SeverableLink(new InetSocketAddress(master.getHost(), master.getPort()))) {
            Config linked = new ConfigBuilder(direct)
                    .withMasterUrl(master.getScheme() + "://127.0.0.1:" + link.port())
                    .build();
            try (Router router = new Router(linked, Optional.of(namespace))) {
                await(() -> router.revision() == 3 && router.addresses("2").size() == 1);
                await(() -> Files.exists(folder.resolve("routes.json")));
                link.cut();
                route(4, Weight.ofPercent(25));
                assertThat(router.revision()).isEqualTo(3);
                link.mend();
                await(() -> router.revision() == 4);
                await(() -> Files.readString(folder.resolve("routes.json")).contains("\"revision\":4"));
                link.cut();
            }
            try (Router router = new Router(linked, Optional.of(namespace))) {
                await(() -> router.revision() == 4);
                assertThat(router.addresses("1")).containsExactly("10.1.0.1:9000");
                assertThat(router.addresses("2")).containsExactly("10.1.0.2:9000");
                route(5, Weight.ofPercent(50));
                serve("loans-1", List.of("10.1.0.7"), List.of());
                link.mend();
                await(() -> {
                    assertThat(router.live.current().size()).as("the cached route stays until it is known anew").isEqualTo(1);
                    assertThat(router.addresses("1")).isNotEmpty();
                    return router.revision() == 5 && router.addresses("1").equals(List.of("10.1.0.7:9000"));
                });
            }
        }
    }

    @Test
    void manyRoutersAreToldOfAChange() throws Exception {
        serve("loans-1", List.of("10.1.0.1"), List.of());
        serve("loans-2", List.of("10.1.0.2"), List.of());
        route(1, Weight.NONE);
        try (Router one = new Router(RealCluster.config(), Optional.of(namespace));
                Router two = new Router(RealCluster.config(), Optional.empty());
                Router three = new Router(RealCluster.config(), Optional.of(namespace))) {
            for (long revision = 2; revision < 20; revision++) {
                route(revision, new Weight((int) revision * 100));
                long wanted = revision;
                await(() -> Arrays.asList(one, two, three).stream().allMatch(r -> r.revision() == wanted));
            }
        }
    }
}
