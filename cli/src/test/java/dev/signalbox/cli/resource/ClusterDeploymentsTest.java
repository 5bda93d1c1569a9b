package dev.signalbox.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The command's view of a real API server, where a kubeconfig names one for tests. */
@EnabledIfEnvironmentVariable(
        named = "SIGNALBOX_TEST_KUBECONFIG",
        matches = ".+",
        disabledReason = "needs a real Kubernetes API: set SIGNALBOX_TEST_KUBECONFIG to a kubeconfig")
class ClusterDeploymentsTest {
    private static final String KUBECONFIG = System.getenv("SIGNALBOX_TEST_KUBECONFIG");

    private final DeploymentName name = new DeploymentName("default", "cli-" + Long.toString(System.nanoTime(), 36));
    private KubernetesClient user;
    private ClusterDeployments deployments;

    @BeforeEach
    void begin() {
        user = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(KUBECONFIG)))
                .build();
        var crd = user.apiextensions()
                .v1()
                .customResourceDefinitions()
                .load(new File("../k8s/crds/modeldeployments.yaml"))
                .item();
        user.resource(crd).forceConflicts().fieldManager("signalbox-test").serverSideApply();
        deployments = ClusterDeployments.open(Path.of(KUBECONFIG), null);
        String manifest = """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s, namespace: default}
                spec: {model: {version: "1", uri: /models/1}}
                """.formatted(name.name());
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            user.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                    .serverSideApply();
            return deployments.find(name).isPresent();
        });
    }

    @AfterEach
    void end() {
        user.genericKubernetesResources("signalbox.dev/v1alpha1", "ModelDeployment")
                .inNamespace("default")
                .withName(name.name())
                .delete();
        deployments.close();
        user.close();
    }

    @Test
    void whatIsThereIsFoundAndListed() {
        assertThat(deployments
                        .find(name)
                        .orElseThrow()
                        .at("/spec/model/version")
                        .asText())
                .isEqualTo("1");
        assertThat(deployments.list(Optional.of("default")))
                .anyMatch(o -> o.at("/metadata/name").asText().equals(name.name()));
        assertThat(deployments.find(new DeploymentName("default", "nothing-like-it")))
                .isEmpty();
        assertThat(deployments.events(name)).isEmpty();
    }

    @Test
    void aCommandIsAnAnnotationAndNothingElseChanges() throws Exception {
        assertThat(deployments.annotate(name, "signalbox.dev/command", "promote@1"))
                .isTrue();

        var found = deployments.find(name).orElseThrow();
        assertThat(found.at("/metadata/annotations/signalbox.dev~1command").asText())
                .isEqualTo("promote@1");
        assertThat(found.at("/spec")).isEqualTo(Json.YAML.readTree("model: {version: '1', uri: /models/1}"));
        assertThat(deployments.annotate(new DeploymentName("default", "nothing-like-it"), "a", "b"))
                .isFalse();
    }

    @Test
    void aKubeconfigThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> ClusterDeployments.open(Path.of("/nowhere"), null))
                .isInstanceOf(UserError.class)
                .hasMessage("the kubeconfig /nowhere cannot be read");
    }
}
