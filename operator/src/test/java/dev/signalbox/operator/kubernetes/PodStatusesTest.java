package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the statuses of pods say about a version, played on a real API server. */
class PodStatusesTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final VersionSpec SPEC =
            new VersionSpec(new ModelArtifact(new ModelVersion("1"), "/m", null), ServerPlan.DEFAULT);

    private final DeploymentName name = new DeploymentName("default", "pods-" + Long.toString(System.nanoTime(), 36));
    private KubernetesFixture world;
    private Platform platform;

    @BeforeEach
    void begin() {
        world = KubernetesFixture.withoutPods(CLUSTER);
        platform = world.open();
        platform.start(changed -> {});
        world.submit(
                name, new ModelDeploymentSpec(new ModelDeploymentSpec.Model("1", "/m", null), null, null, null, null));
        platform.apply(name, new Effect.EnsureVersion(SPEC));
    }

    @AfterEach
    void end() {
        CLUSTER.client()
                .pods()
                .inNamespace("default")
                .withLabel(Labels.DEPLOYMENT, name.name())
                .withGracePeriod(0)
                .delete();
        platform.apply(name, new Effect.RemoveVersion(SPEC.model().version()));
        platform.close();
        world.close();
    }

    static Arguments[] aStatusBecomesAFailure() {
        return new Arguments[] {
            argumentSet(
                    "ready",
                    says(s -> s.withReady(true)
                            .withNewState()
                            .withNewRunning(null)
                            .endState()),
                    null),
            argumentSet(
                    "crashed twice, running again",
                    says(s -> s.withRestartCount(2).withLastState(ended(1, "boom", "Error"))),
                    new VersionFacts.Failure(2, "boom (exit code 1)", false)),
            argumentSet(
                    "crash loop after an end without an error",
                    says(s -> s.withRestartCount(4)
                            .withNewState()
                            .withNewWaiting("back-off 40s", "CrashLoopBackOff")
                            .endState()
                            .withLastState(ended(0, null, "Completed"))),
                    new VersionFacts.Failure(4, "exit code 0, Completed", false)),
            argumentSet(
                    "killed for its memory",
                    says(s -> s.withRestartCount(3)
                            .withNewState()
                            .withNewWaiting("back-off 40s", "CrashLoopBackOff")
                            .endState()
                            .withLastState(ended(137, null, "OOMKilled"))),
                    new VersionFacts.Failure(3, "exit code 137, OOMKilled", false)),
            argumentSet(
                    "a model that cannot be loaded",
                    says(s -> s.withRestartCount(1).withLastState(ended(3, "model.pt is missing", "Error"))),
                    new VersionFacts.Failure(1, "model.pt is missing (exit code 3)", true)),
            argumentSet(
                    "an image that was not pulled yet",
                    says(s -> s.withNewState()
                            .withNewWaiting("dial tcp: i/o timeout", "ErrImagePull")
                            .endState()),
                    new VersionFacts.Failure(0, "ErrImagePull: dial tcp: i/o timeout", false)),
            argumentSet(
                    "an image that cannot be pulled",
                    says(s -> s.withNewState()
                            .withNewWaiting("Back-off pulling image \"nowhere\"", "ImagePullBackOff")
                            .endState()),
                    new VersionFacts.Failure(0, "ImagePullBackOff: Back-off pulling image \"nowhere\"", true)),
            argumentSet(
                    "no room yet",
                    homeless(Duration.ofMinutes(4)),
                    new VersionFacts.Failure(0, "Unschedulable: ", false)),
            argumentSet(
                    "no room for too long",
                    homeless(Duration.ofMinutes(6)),
                    new VersionFacts.Failure(0, "Unschedulable: ", true)),
        };
    }

    @ParameterizedTest
    @MethodSource
    void aStatusBecomesAFailure(PodStatus status, VersionFacts.@Nullable Failure failure) {
        CLUSTER.client()
                .resource(pod())
                .editStatus(p -> new PodBuilder(p).withStatus(status).build());

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            VersionFacts facts = platform.observe(name)
                    .map(DeploymentFacts::versions)
                    .map(all -> all.get(SPEC.model().version()))
                    .orElseThrow();
            if (failure == null) {
                assertThat(facts.failure()).isNull();
                return;
            }
            assertThat(facts.failure()).isNotNull();
            assertThat(facts.failure().message()).startsWith(failure.message());
            assertThat(facts.failure())
                    .isEqualTo(new VersionFacts.Failure(
                            failure.crashes(), facts.failure().message(), failure.permanent()));
        });
    }

    /* Where controllers run, one of them makes the pod. */
    private Pod pod() {
        var pods = CLUSTER.client().pods().inNamespace("default").withLabel(Labels.DEPLOYMENT, name.name());
        if (CLUSTER.controllers()) {
            return await().atMost(Duration.ofSeconds(10))
                    .until(() -> pods.list().getItems(), made -> made.size() == 1)
                    .getFirst();
        }
        return CLUSTER.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name.name())
                        .withNamespace("default")
                        .withLabels(Labels.all(name, SPEC.model().version()))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("model-server")
                        .withImage("played")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private static PodStatus homeless(Duration time) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available: 1 Insufficient memory.")
                .withLastTransitionTime(Instant.now()
                        .minus(time)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString())
                .endCondition()
                .build();
    }

    private static ContainerState ended(int exitCode, @Nullable String message, String reason) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withMessage(message)
                .withReason(reason)
                .endTerminated()
                .build();
    }

    private static PodStatus says(UnaryOperator<ContainerStatusBuilder> container) {
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName("model-server")
                .withImage("played")
                .withImageID("played")
                .withReady(false)
                .withRestartCount(0);
        return new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(container.apply(status).build())
                .build();
    }
}
