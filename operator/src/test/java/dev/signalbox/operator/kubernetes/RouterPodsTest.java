package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which pods count as routers. */
class RouterPodsTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final String ELSEWHERE = "routers-elsewhere";

    private record Config(Optional<Set<String>> routerNamespaces) implements KubernetesConfig {
        @Override
        public Optional<Set<String>> namespaces() {
            return Optional.empty();
        }

        @Override
        public boolean leaderElection() {
            return false;
        }

        @Override
        public Duration leaseDuration() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration unschedulableAfter() {
            return Duration.ofMinutes(5);
        }

        @Override
        public String modelServerImage() {
            return "image";
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
        public int routerAdminPort() {
            return 8081;
        }
    }

    @AfterEach
    void removeRouters() {
        for (String namespace : new String[] {"default", ELSEWHERE}) {
            CLUSTER.client()
                    .pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.NAME, Labels.ROUTER)
                    .withGracePeriod(0)
                    .delete();
        }
    }

    @Test
    void readyPodsOfTheOperatorsOwnNamespaceAreFoundAndThoseElsewhereOnlyWhenTheyAreNamed() {
        CLUSTER.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(ELSEWHERE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        pod("default", "router-a", Labels.ROUTER, "10.1.0.1", true);
        pod("default", "router-b", Labels.ROUTER, "10.1.0.2", false);
        pod("default", "no-router", "something-else", "10.1.0.3", true);
        pod(ELSEWHERE, "router-c", Labels.ROUTER, "fd00::1", true);

        assertThat(found(Optional.empty())).containsExactly(URI.create("http://10.1.0.1:8081"));
        assertThat(found(Optional.of(Set.of("default", ELSEWHERE))))
                .containsExactly(URI.create("http://10.1.0.1:8081"), URI.create("http://[fd00::1]:8081"));
    }

    private static java.util.List<URI> found(Optional<Set<String>> namespaces) {
        return new RouterPods(CLUSTER.client(), new Config(namespaces)).addresses();
    }

    private static void pod(String namespace, String name, String label, String ip, boolean ready) {
        Pod pod = CLUSTER.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(Map.of(Labels.NAME, label))
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("played")
                        .withAutomountServiceAccountToken(false)
                        .addNewContainer()
                        .withName("router")
                        .withImage("played")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        CLUSTER.client()
                .resource(pod)
                .editStatus(p -> new PodBuilder(p)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(ip)
                        .addNewPodIP(ip)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .endCondition()
                        .endStatus()
                        .build());
    }
}
