package dev.signalbox.operator.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.machine.Address;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.DeploymentFacts.Document;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.Reason;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlatformTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final ModelVersion V1 = new ModelVersion("1");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private PlayedMesh mesh;
    private LocalPlatform platform;
    private final Set<DeploymentName> changed = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() {
        mesh = new PlayedMesh(temp);
        platform = mesh.open();
        platform.start(changed::add);
    }

    @AfterEach
    void stop() {
        platform.close();
        mesh.close();
    }

    private void reopen() {
        platform.close();
        platform = mesh.open();
        platform.start(changed::add);
    }

    private void submit(String text) throws IOException {
        Path file = mesh.folder().deployment(LOAN);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String yaml(String spec) {
        return "apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\nmetadata: {name: loan}\nspec: " + spec
                + "\n";
    }

    private static String version(String version) {
        return yaml("{model: {version: \"" + version + "\", uri: /models/loan}}");
    }

    private Document awaitDocument(java.util.function.Predicate<Document> as) {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(
                        () -> platform.observe(LOAN).map(DeploymentFacts::document),
                        d -> d.filter(as).isPresent())
                .orElseThrow();
    }

    private VersionFacts awaitVersion(java.util.function.Predicate<VersionFacts> as) {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(
                        () -> platform.observe(LOAN).map(f -> f.versions().get(V1)),
                        v -> v.filter(as).isPresent())
                .orElseThrow();
    }

    private static ModelDeploymentStatus status(String message) {
        return new ModelDeploymentStatus(1L, "Stable", null, null, message, null, null, null, null, null, null, null);
    }

    @Test
    void aGenerationGrowsWithTheSpecOnlyAndOutlivesTheOperator() throws IOException {
        submit(version("1"));
        assertThat(awaitDocument(d -> true).generation()).isEqualTo(1);
        assertThat(changed).contains(LOAN);
        platform.writeStatus(LOAN, status("one serves"));
        submit("# a comment\n" + version("1"));
        submit(version("2"));
        assertThat(awaitDocument(d -> d.generation() > 1).generation()).isEqualTo(2);
        reopen();
        Document document = awaitDocument(d -> true);
        assertThat(document.generation()).isEqualTo(2);
        assertThat(document.status()).isEqualTo(status("one serves"));
        assertThat(mesh.folder().status(LOAN))
                .content()
                .contains("generation: 2", "creationTimestamp:", "version: \"2\"", "message: \"one serves\"");
    }

    @Test
    void brokenDocumentsSayWhatIsWrongAndGetAStatus() throws IOException {
        Map<String, String> broken = Map.of(
                "spec: [",
                "document must be YAML",
                yaml("{modl: {}}"),
                "spec.modl is not a field",
                version("1").replace("name: loan", "name: credit"),
                "metadata.name must be \"loan\"",
                version("1") + "---\n" + version("2"),
                "document",
                "a".repeat(262_145),
                "document must have at most 262144 bytes");
        for (Map.Entry<String, String> each : broken.entrySet()) {
            submit(each.getKey());
            Document document = awaitDocument(d -> !d.unreadable().isEmpty()
                    && d.unreadable().getFirst().message().startsWith(each.getValue()));
            assertThat(document.spec()).isNull();
            platform.writeStatus(LOAN, status(each.getValue()));
            assertThat(mesh.folder().status(LOAN)).content().contains("message: ");
        }
    }

    @Test
    void aVersionRunsUntilItIsRemoved() throws IOException {
        VersionSpec spec = PlayedOperator.version("1", mesh.model("good").toString());
        submit(version("1"));
        platform.apply(LOAN, new Effect.EnsureVersion(spec));
        VersionFacts running = awaitVersion(VersionFacts::allReady);
        assertThat(running.applied()).isEqualTo(spec.fingerprint());
        assertThat(running.failure()).isNull();
        assertThat(running.address())
                .isInstanceOfSatisfying(
                        Address.OfEndpoints.class,
                        a -> assertThat(a.endpoints())
                                .singleElement()
                                .satisfies(endpoint -> assertThat(mesh.get(endpoint, "/v2/health/ready"))
                                        .isEqualTo(200)));
        platform.apply(LOAN, new Effect.RemoveVersion(V1));
        await().atMost(LONG)
                .until(() -> platform.observe(LOAN).orElseThrow().versions().isEmpty());
        assertThat(mesh.processes()).isEmpty();
    }

    @Test
    void aVersionThatCannotBeLoadedFailsForGood() throws IOException {
        submit(version("1"));
        platform.apply(
                LOAN,
                new Effect.EnsureVersion(
                        PlayedOperator.version("1", mesh.brokenModel().toString())));
        VersionFacts facts = awaitVersion(v -> v.failure() != null);
        assertThat(facts.failure().permanent()).isTrue();
        assertThat(facts.failure().message()).contains("cannot be loaded");
    }

    @Test
    void anImageIsRefused() throws IOException {
        submit(version("1"));
        VersionSpec plain = PlayedOperator.version("1", "/models/loan");
        ServerPlan image =
                new ServerPlan(1, null, new ServerPlan.Fragment("registry/server:1", Map.of(), Map.of(), null, null));
        platform.apply(LOAN, new Effect.EnsureVersion(new VersionSpec(plain.model(), image)));
        assertThat(awaitVersion(v -> true).failure())
                .isEqualTo(new VersionFacts.Failure(
                        0, "spec.server.image: images run on Kubernetes only, got \"registry/server:1\"", true));
    }

    @Test
    void aSecondOperatorIsTurnedAway() {
        assertThatThrownBy(mesh::open)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("in use by another operator");
    }

    @Test
    void whatIsDeletedLeavesNoProcessAndNoFile() throws IOException {
        submit(version("1"));
        awaitDocument(d -> true);
        platform.apply(
                LOAN,
                new Effect.EnsureVersion(
                        PlayedOperator.version("1", mesh.model("good").toString())));
        awaitVersion(VersionFacts::allReady);
        Backend backend = Backend.ofEndpoints(V1, BackendRole.Stable, List.of("127.0.0.1:1"), Weight.ALL);
        Route route = new Route(LOAN, 3, List.of(backend), null, null, 2_000, true);
        platform.apply(LOAN, new Effect.WriteRoute(route));
        platform.apply(LOAN, new Effect.Announce(Reason.WENT_LIVE, "1 serves"));
        platform.writeStatus(LOAN, status("1 serves"));
        assertThat(platform.observe(LOAN).orElseThrow().route()).isEqualTo(route);

        Files.delete(mesh.folder().deployment(LOAN));
        Document document = awaitDocument(Document::deleting);
        assertThat(document.status()).isEqualTo(status("1 serves"));
        submit(version("2"));
        assertThat(awaitDocument(d -> true).deleting())
                .as("goes on although it is back")
                .isTrue();
        Files.delete(mesh.folder().deployment(LOAN));
        platform.apply(LOAN, new Effect.RemoveRoute());
        platform.apply(LOAN, new Effect.RemoveVersion(V1));
        await().atMost(LONG)
                .until(() -> platform.observe(LOAN).orElseThrow().versions().isEmpty());
        platform.apply(LOAN, new Effect.Forget());
        await().atMost(LONG).until(() -> platform.observe(LOAN).isEmpty());
        assertThat(mesh.processes()).isEmpty();
        assertThat(files()).containsExactlyInAnyOrder("operator.lock", "routes.json");
        assertThat(mesh.folder().routes()).content().isEqualTo("{\"v\":1,\"routes\":[]}");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(mesh.folder().root())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> mesh.folder().root().relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void whatWasDeletedWhileNoOperatorRanIsNoticed() throws IOException {
        submit(version("1"));
        awaitDocument(d -> true);
        platform.close();
        Files.delete(mesh.folder().deployment(LOAN));
        platform = mesh.open();
        platform.start(changed::add);
        assertThat(awaitDocument(Document::deleting).spec()).isNull();
    }

    @Test
    void theModelServersOfAKilledOperatorAreTakenOver() throws Exception {
        platform.close();
        String model = mesh.model("good").toString();
        Process operator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlayedOperator.class.getName(),
                        temp.toString(),
                        model)
                .redirectErrorStream(true)
                .redirectOutput(new File(temp.toFile(), "operator.log"))
                .start();
        try {
            await().atMost(LONG).until(() -> mesh.processes().stream().anyMatch(this::listens));
            assertThatThrownBy(mesh::open).hasMessageContaining("in use by another operator");
        } finally {
            operator.destroyForcibly().waitFor();
        }
        List<ProcessHandle> before = mesh.processes();
        platform = mesh.open();
        platform.start(changed::add);
        submit(version("1"));
        assertThat(awaitVersion(v -> true).applied())
                .isEqualTo(PlayedOperator.version("1", model).fingerprint());
        awaitVersion(VersionFacts::allReady);
        assertThat(mesh.processes()).isEqualTo(before).hasSize(1);
    }

    private boolean listens(ProcessHandle process) {
        return Optional.of(process)
                .filter(p -> mesh.folder().runs().toFile().exists())
                .flatMap(p -> port())
                .filter(port -> mesh.get("127.0.0.1:" + port, "/v2/health/ready") == 200)
                .isPresent();
    }

    private Optional<String> port() {
        try {
            String run = Files.readString(mesh.folder().run(LOAN, V1, 0));
            return Optional.of(run.replaceFirst("(?s).*\"port\":(\\d+).*", "$1"));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
