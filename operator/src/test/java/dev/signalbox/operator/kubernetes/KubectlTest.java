package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.platform.Operator;
import dev.signalbox.operator.platform.OperatorMetrics;
import dev.signalbox.operator.platform.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a person with kubectl sees and is told. */
@EnabledIf(value = "kubectlIsThere", disabledReason = "SKIPPED: KubectlTest needs kubectl on the PATH")
class KubectlTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final Path EXAMPLE = Path.of("..", "examples", "loan-approval", "model-deployment-1.yaml");
    private static final DeploymentName NAME = DeploymentName.parse("default/loan-approval");

    @TempDir
    private Path folder;

    private KubernetesFixture world;
    private Operator operator;

    static boolean kubectlIsThere() {
        String path = System.getenv("PATH");
        boolean there = path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(part -> Files.isExecutable(Path.of(part, "kubectl")));
        if (!there) {
            System.out.println("SKIPPED: KubectlTest needs kubectl on the PATH");
        }
        return there;
    }

    private record Said(int exit, String text) {}

    @BeforeEach
    void begin() {
        world = new KubernetesFixture(CLUSTER);
        operator = Operator.start(
                world.open(),
                new TestConfig(Optional.empty(), Optional.of(List.of())),
                new OperatorMetrics(new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    @AfterEach
    void end() {
        operator.close();
        world.close();
    }

    @Test
    void theCrdsAreAppliedAsTheyAre() {
        Said said = kubectl("apply", "--server-side", "--dry-run=server", "--force-conflicts", "-k", "../k8s/crds");

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text()).contains("modeldeployments.signalbox.dev", "modelroutes.signalbox.dev");
    }

    @Test
    void theExampleGoesLiveAndIsShownInColumnsAndConditions() {
        Said applied = kubectl("apply", "-f", EXAMPLE.toString());
        assertThat(applied.exit()).as(applied.text()).isZero();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(world.status(NAME).map(s -> s.phase())).contains("Stable"));

        List<String> table = kubectl("get", "modeldeployments").text().lines().toList();
        assertThat(table.getFirst().split("\\s+"))
                .containsExactly("NAME", "STABLE", "CANDIDATE", "PHASE", "WEIGHT", "VERDICT", "AGE");
        assertThat(table.get(1).split("\\s+")).startsWith("loan-approval", "1", "Stable");
        String described =
                kubectl("describe", "modeldeployment", "loan-approval").text();
        assertThat(described)
                .contains("Conditions:", "Accepted", "Ready", "Progressing", "Degraded", "version 1: 1 of 1 ready")
                .contains("Events:", "WentLive");
    }

    @Test
    void anUnknownStrategyIsRefusedByFieldAndValues() throws IOException {
        Said said = kubectl(
                "apply",
                "-f",
                edited("rollout:", "rollout:\n    strategy: Bluegreen").toString());

        assertThat(said.exit()).isNotZero();
        assertThat(said.text()).contains("spec.rollout.strategy", "\"Bluegreen\"", "\"Canary\"", "\"Immediate\"");
    }

    @Test
    void aVersionThatIsANumberIsRefusedByField() throws IOException {
        Said said =
                kubectl("apply", "-f", edited("version: \"1\"", "version: 1").toString());

        assertThat(said.exit()).isNotZero();
        assertThat(said.text()).contains("spec.model.version", "string", "integer");
    }

    private Path edited(String from, String to) throws IOException {
        String example = Files.readString(EXAMPLE);
        assertThat(example).contains(from);
        return Files.writeString(folder.resolve("edited.yaml"), example.replace(from, to));
    }

    private Said kubectl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", CLUSTER.kubeconfig().toString()));
        command.addAll(List.of(
                "--namespace", "default", "--cache-dir", folder.resolve("cache").toString()));
        command.addAll(Stream.of(words).toList());
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new IllegalStateException("kubectl cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
