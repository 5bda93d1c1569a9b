package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.platform.Operator;
import dev.signalbox.operator.platform.OperatorMetrics;
import dev.signalbox.operator.platform.PlayedRouter;
import dev.signalbox.operator.platform.ScriptedMonitor;
import dev.signalbox.operator.platform.TestConfig;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas of the operator on a real API server: one acts, and the other goes on when it ends. */
class LeaderElectionTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TAKEOVER = Duration.ofSeconds(15);

    private final DeploymentName name = new DeploymentName("default", "lead-" + Long.toString(System.nanoTime(), 36));
    private KubernetesFixture world;
    private ScriptedMonitor monitor;
    private PlayedRouter router;

    @BeforeEach
    void begin() throws IOException {
        world = new KubernetesFixture(CLUSTER);
        monitor = new ScriptedMonitor();
        router = new PlayedRouter(world::route);
        router.follow(name);
    }

    @AfterEach
    void end() {
        router.close();
        monitor.close();
        world.close();
    }

    private Operator replica(KubernetesClient client) {
        return Operator.start(
                KubernetesFixture.replica(client),
                new TestConfig(Optional.of(monitor.base()), Optional.of(List.of(router.base()))),
                new OperatorMetrics(new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    private Process replicaProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlayedReplica.class.getName(),
                        CLUSTER.kubeconfig().toString(),
                        monitor.base().toString(),
                        router.base().toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("target/played-replica.log"))
                .start();
    }

    @Test
    void whenTheLeaderIsKilledTheOtherGoesOn() throws IOException {
        Process leader = replicaProcess();
        try {
            world.submit(name, spec("1"));
            awaitPhase("Stable", PATIENCE);
            try (Operator other = replica(CLUSTER.client())) {
                assertThat(other.alive()).isTrue();
                world.submit(name, spec("2"));
                awaitPhase("Canary", PATIENCE);

                leader.destroyForcibly();
                monitor.says(Outcome.Promote);

                awaitStable("2");
            }
        } finally {
            leader.destroyForcibly();
        }
    }

    @Test
    void whenTheLeaderLeavesTheOtherGoesOnAtOnce() {
        Operator leader = replica(CLUSTER.client());
        world.submit(name, spec("1"));
        awaitPhase("Stable", PATIENCE);
        try (Operator other = replica(CLUSTER.client())) {
            leader.close();
            world.submit(name, spec("2"));
            monitor.says(Outcome.Promote);

            awaitStable("2");
            assertThat(other.alive()).isTrue();
        }
    }

    private void awaitStable(String version) {
        await().atMost(TAKEOVER)
                .untilAsserted(() -> assertThat(status().stable().version()).isEqualTo(version));
    }

    private void awaitPhase(String phase, Duration patience) {
        await().atMost(patience)
                .untilAsserted(() -> assertThat(status().phase()).isEqualTo(phase));
    }

    private ModelDeploymentStatus status() {
        return world.status(name).orElseThrow(() -> new AssertionError("no status yet"));
    }

    private static ModelDeploymentSpec spec(String version) {
        var ramp = new ModelDeploymentSpec.Canary(List.of(new ModelDeploymentSpec.Step("10%", "100ms")));
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(version, "s3://models/good/", null),
                null,
                new ModelDeploymentSpec.Rollout(null, ramp, null, null),
                null,
                null);
    }
}
