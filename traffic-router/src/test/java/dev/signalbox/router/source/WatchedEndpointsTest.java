package dev.signalbox.router.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class WatchedEndpointsTest {
    private static final ServiceEndpoints.Service LOANS = new ServiceEndpoints.Service("bank", "loans-1", 8080);

    KubernetesClient client;

    private void slice(String name, Boolean ready, String... ips) {
        client.resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace("bank")
                        .withName(name)
                        .addToLabels("kubernetes.io/service-name", "loans-1")
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewPort()
                        .withPort(9000)
                        .endPort()
                        .withEndpoints(new EndpointBuilder()
                                .withAddresses(ips)
                                .withNewConditions()
                                .withReady(ready)
                                .endConditions()
                                .build())
                        .build())
                .createOr(existing -> existing.update());
    }

    @Test
    void theAddressesOfAServiceAreThoseOfAllItsSlicesThatAreReady() {
        slice("loans-1-a", true, "10.0.0.1");
        AtomicInteger changes = new AtomicInteger();
        try (ServiceEndpoints endpoints = WatchedEndpoints.slices(client, Optional.empty(), changes::incrementAndGet)) {
            await().until(endpoints::known);
            await().untilAsserted(() -> assertThat(endpoints.of(LOANS)).containsExactly("10.0.0.1:9000"));
            slice("loans-1-b", null, "10.0.0.2");
            await().untilAsserted(
                            () -> assertThat(endpoints.of(LOANS)).containsExactly("10.0.0.1:9000", "10.0.0.2:9000"));
            int before = changes.get();
            slice("loans-1-a", false, "10.0.0.1");
            await().untilAsserted(() -> assertThat(endpoints.of(LOANS)).containsExactly("10.0.0.2:9000"));
            assertThat(changes.get()).isGreaterThan(before);
            assertThat(endpoints.of(new ServiceEndpoints.Service("bank", "other", 8080)))
                    .isEqualTo(List.of());
        }
    }

    @Test
    void whereNoSlicesAreServedTheAddressesAreThoseOfTheEndpoints() {
        try (ServiceEndpoints endpoints = WatchedEndpoints.core(client, Optional.of("bank"), () -> {})) {
            await().until(endpoints::known);
            assertThat(endpoints.heardOf(LOANS)).isFalse();
            client.resource(new EndpointsBuilder()
                            .withNewMetadata()
                            .withNamespace("bank")
                            .withName("loans-1")
                            .endMetadata()
                            .addNewSubset()
                            .addNewAddress()
                            .withIp("fd00::1")
                            .endAddress()
                            .addNewNotReadyAddress()
                            .withIp("fd00::2")
                            .endNotReadyAddress()
                            .addNewPort()
                            .withPort(9000)
                            .endPort()
                            .endSubset()
                            .build())
                    .create();
            await().until(() -> endpoints.heardOf(LOANS));
            assertThat(endpoints.of(LOANS)).containsExactly("[fd00::1]:9000");
        }
    }
}
