package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadStats;
import dev.signalbox.cli.resource.DeploymentView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole, on real programs: what is killed, frozen or broken, applications get their answers and the rollout its end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeshIT {
    private static final double RATE = 150;
    private static final double MOMENT_SECONDS = 0.2;
    private static final DeploymentName LOAN = DeploymentName.parse("loan-approval");

    private static LiveMesh mesh;

    @BeforeAll
    static void start() throws Exception {
        mesh = LiveMesh.up("mesh");
        mesh.apply(manifest(LOAN, "1", "file:" + LiveMesh.EXAMPLE.resolve("1"), ""));
        mesh.awaitPhase(LOAN, "1", "Stable");
    }

    @AfterAll
    static void end() throws Exception {
        mesh.down();
    }

    @Test
    @Order(1)
    void whateverIsKilledDuringARampTheRolloutReachesItsEndAndNoRequestFails() throws Exception {
        try (LoadGenerator load = mesh.load(LOAN, RATE)) {
            mesh.apply(manifest(LOAN, "2", "file:" + LiveMesh.EXAMPLE.resolve("2"), ""));
            awaitWeight("2", "10%");

            mesh.killAndAwaitRestart("operator");
            mesh.modelServers(LOAN, "2").get(0).destroyForcibly();
            mesh.killAndAwaitRestart("monitor");
            mesh.modelServers(LOAN, "1").get(0).destroyForcibly();
            LoadStats.Snapshot beforeTheRouter = load.snapshot();
            assertThat(beforeTheRouter.failures()).isEmpty();
            mesh.killAndAwaitRestart("router-2");

            DeploymentView end = mesh.await(
                    LOAN, "2", v -> v.phase().equals("Stable") || v.phase().equals("RolledBack"));
            LoadStats.Snapshot total = load.stop();
            assertThat(end.stable())
                    .as("%s", end.describe(mesh.events(LOAN), Instant.now()))
                    .contains("2");
            /* What was in flight in the killed router is lost, and nothing else: what was under way just before, and what set out
             * in the moment of the kill. */
            long inFlight = beforeTheRouter.underWay() + Math.round(RATE * MOMENT_SECONDS);
            assertThat(total.failed()).as("%s", total).isLessThanOrEqualTo(inFlight);
            assertThat(total.failures().keySet()).allMatch(kind -> !kind.startsWith("HTTP"));
            assertThat(total.underWay()).isZero();
        }
    }

    @Test
    @Order(2)
    void aFrozenMonitorHoldsTheRolloutWhichSaysSoAndGoesOnAfterwards() throws Exception {
        try (LoadGenerator load = mesh.load(LOAN, RATE)) {
            /* Version 1 comes back as the candidate of version 2. */
            mesh.apply(manifest(LOAN, "1", "file:" + LiveMesh.EXAMPLE.resolve("1"), ""));
            awaitWeight("1", "10%");
            ProcessHandle monitor = mesh.service("monitor");
            signal("STOP", monitor);
            try {
                DeploymentView held = mesh.await(
                        LOAN, "1", v -> v.object().at("/status/reason").asText().equals("MonitorAway"));
                assertThat(held.weight()).contains("10%");
            } finally {
                signal("CONT", monitor);
            }
            mesh.awaitPhase(LOAN, "1", "Stable");
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    @Order(3)
    void goingBackToTheStableVersionIsARollbackAtOnceAndASecondEditReplacesTheCandidate() throws Exception {
        String two = manifest(LOAN, "2", "file:" + LiveMesh.EXAMPLE.resolve("2"), "");
        mesh.apply(two);
        awaitWeight("2", "10%");
        String renamed = manifest(LOAN, "2b", "file:" + LiveMesh.EXAMPLE.resolve("2"), "");
        mesh.apply(renamed);
        awaitWeight("2b", "10%");

        mesh.apply(manifest(LOAN, "1", "file:" + LiveMesh.EXAMPLE.resolve("1"), ""));
        DeploymentView end = mesh.await(
                LOAN, "1", v -> v.phase().equals("Stable") && v.candidate().isEmpty());
        assertThat(end.stable()).contains("1");
        await().atMost(LiveMesh.PATIENCE)
                .until(() -> mesh.modelServers(LOAN, "2b").isEmpty());
    }

    static Stream<Arguments> broken() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "e2e", "models").toAbsolutePath());
        Path truncated = copyOfVersionTwo(folder.resolve("truncated"));
        byte[] model = Files.readAllBytes(truncated.resolve("model.pt"));
        Files.write(truncated.resolve("model.pt"), Arrays.copyOf(model, model.length / 2));
        Path whole = copyOfVersionTwo(folder.resolve("whole"));
        return Stream.of(
                argumentSet("a truncated model", "b1", truncated, "", "model.pt"),
                argumentSet("a missing folder", "b2", folder.resolve("nowhere"), "", "nowhere"),
                argumentSet("another sha256", "b3", whole, "sha256: \"" + "0".repeat(64) + "\"", "sha256"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    @Order(4)
    void aVersionThatCannotBeLoadedIsRolledBackAndTheStatusSaysWhy(
            String version, Path folder, String extra, String said) throws Exception {
        mesh.apply(manifest(LOAN, version, "file:" + folder, extra));

        DeploymentView end = mesh.awaitPhase(LOAN, version, "RolledBack");

        assertThat(end.stable()).contains("1");
        assertThat(String.join("\n", end.describe(List.of(), Instant.now()))).contains(said);
    }

    @Test
    @Order(5)
    void anInvalidSpecIsNotAcceptedWhileTheLastGoodStateServes() throws Exception {
        LiveMesh.Ran refused = mesh.signalbox(
                "apply",
                "-f",
                write(manifest(LOAN, "9", "file:/x", "").replace("strategy: Canary", "strategy: Sideways")));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("strategy").contains("Sideways").doesNotContain("\tat ");

        /* Weights that do not rise are beyond a schema: the operator says so. */
        mesh.apply(manifest(LOAN, "9", "file:/x", "").replace("weight: 50%", "weight: 5%"));
        DeploymentView seen =
                mesh.await(LOAN, "9", v -> v.condition("Accepted", "status").equals(Optional.of("False")));

        assertThat(seen.condition("Accepted", "message").orElseThrow())
                .contains("steps[1].weight")
                .contains("5%");
        assertThat(seen.stable()).contains("1");
        LiveMesh.Ran answer = mesh.signalbox(
                "infer",
                "loan-approval",
                "--data",
                LiveMesh.EXAMPLE.resolve("german-credit.csv").toString());
        assertThat(answer.output()).contains("Signalbox-Version: 1");
        assertThat(answer.status()).isZero();
    }

    @Test
    @Order(6)
    void kubectlsWordsWork() throws Exception {
        assertThat(mesh.signalbox("get").output()).contains("NAME", "STABLE", "loan-approval");
        assertThat(mesh.signalbox("get", "md", "nothing").output()).contains("not found");
        assertThat(mesh.signalbox("describe", "loan-approval").output()).contains("Events:", "Conditions:");
        assertThat(mesh.signalbox("get", "loan-approval", "-o", "yaml").output())
                .contains("kind: ModelDeployment");
        assertThat(mesh.signalbox("apply", "-f", "/nowhere.yaml").output()).contains("does not exist");
    }

    @Test
    @Order(7)
    void whatIsDeletedIsGoneWithItsProcesses() throws Exception {
        List<ProcessHandle> servers = mesh.modelServers(LOAN, "1");
        assertThat(servers).isNotEmpty();

        LiveMesh.Ran deleted = mesh.signalbox("delete", "loan-approval");

        assertThat(deleted.output()).contains("deleted");
        assertThat(mesh.signalbox("get").output()).contains("No resources found");
        await().atMost(LiveMesh.PATIENCE).until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
        LiveMesh.Ran answer = mesh.signalbox("infer", "loan-approval", "-d", "{}");
        assertThat(answer.output()).contains("HTTP 404");
    }

    private static void awaitWeight(String version, String weight) {
        mesh.await(
                LOAN,
                version,
                v -> v.candidate().equals(Optional.of(version)) && v.weight().equals(Optional.of(weight)));
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String write(String yaml) throws Exception {
        Path file = Path.of("target", "e2e", "refused.yaml").toAbsolutePath();
        Files.writeString(file, yaml);
        return file.toString();
    }

    private static Path copyOfVersionTwo(Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(LiveMesh.EXAMPLE.resolve("2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return to;
    }

    /* Starting programs again takes a small machine whole for a second or two: that answers come is what is tested, not how fast. */
    private static String manifest(DeploymentName name, String version, String uri, String extra) {
        return """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s, namespace: %s}
                spec:
                  model: {version: "%s", uri: "%s"%s}
                  server: {replicas: 2}
                  rollout:
                    strategy: Canary
                    canary:
                      steps: [{weight: 10%%, duration: 3s}, {weight: 50%%, duration: 2s}]
                  routing: {timeout: 5s}
                  alarms:
                  - {name: errors, metric: errorRate, margin: 1%%}
                  - {name: nulls, metric: nullOutputRate, margin: 1%%}
                  - {name: slow, metric: latencyP99, ratio: 2, margin: 500ms}
                """.formatted(name.name(), name.namespace(), version, uri, extra.isEmpty() ? "" : ", " + extra);
    }
}
