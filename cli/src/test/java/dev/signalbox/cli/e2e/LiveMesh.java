package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadPlan;
import dev.signalbox.cli.load.Pace;
import dev.signalbox.cli.load.RequestBodies;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.mesh.MeshState;
import dev.signalbox.cli.mesh.ProcessId;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A mesh of the real programs, started, used and ended by the signalbox script as a user would. */
final class LiveMesh {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path EXAMPLE = HOME.resolve("examples/loan-approval");
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What one run of the script came to. */
    record Ran(int status, String output) {}

    private final Path folder;
    private final Mesh mesh;
    private final DeploymentFolder deployments;

    private LiveMesh(Path folder) {
        this.folder = folder;
        this.mesh = new Mesh(new MeshFolder(folder));
        this.deployments = new DeploymentFolder(mesh.folder());
    }

    /** Starts a mesh in a folder of this name. */
    static LiveMesh up(String name) throws Exception {
        LiveMesh live = new LiveMesh(Path.of("target", "e2e", name).toAbsolutePath());
        live.signalbox("down", "--mesh", live.folder.toString());
        Ran up = live.signalbox("up", "--mesh", live.folder.toString());
        assertThat(up.status()).as(up.output()).isZero();
        return live;
    }

    /** Ends the mesh and holds it to leaving nothing behind; the logs are kept beside it. */
    void down() throws Exception {
        List<ProcessHandle> all = processes();
        Path logs = folder.resolve("logs");
        Path kept = Path.of("target", "e2e", folder.getFileName() + "-logs").toAbsolutePath();
        copy(logs, kept);
        Ran down = signalbox("down", "--mesh", folder.toString());
        assertThat(down.status()).as(down.output()).isZero();
        assertThat(folder).doesNotExist();
        assertThat(all.stream().filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** Runs the script with these arguments. */
    Ran signalbox(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("signalbox").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SIGNALBOX_SKIP_BUILD", "1");
        builder.environment().put("SIGNALBOX_MESH", folder.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    Path folder() {
        return folder;
    }

    MeshState state() {
        return mesh.required();
    }

    /** Applies a manifest as text. */
    void apply(String yaml) throws Exception {
        Path file = Files.createDirectories(Path.of("target", "e2e").toAbsolutePath())
                .resolve("manifest.yaml");
        Files.writeString(file, yaml);
        Ran ran = signalbox("apply", "-f", file.toString());
        assertThat(ran.status()).as(ran.output()).isZero();
    }

    Optional<DeploymentView> look(DeploymentName name) {
        return deployments.find(name).map(DeploymentView::new);
    }

    List<JsonNode> events(DeploymentName name) throws IOException {
        return deployments.events(name);
    }

    /** Waits until the deployment, with this version as its spec, is seen so. */
    DeploymentView await(DeploymentName name, String version, Predicate<DeploymentView> so) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> look(name),
                        seen -> seen.filter(v -> v.object()
                                        .at("/spec/model/version")
                                        .asText()
                                        .equals(version))
                                .filter(v -> v.object()
                                        .at("/status/observedGeneration")
                                        .asText("?")
                                        .equals(v.object()
                                                .at("/metadata/generation")
                                                .asText()))
                                .filter(so)
                                .isPresent())
                .orElseThrow();
    }

    DeploymentView awaitPhase(DeploymentName name, String version, String phase) {
        return await(name, version, v -> v.phase().equals(phase));
    }

    /** Starts a load of real applicants. */
    LoadGenerator load(DeploymentName name, double rate) throws Exception {
        List<String> routers = state().ports().routerUrls();
        LoadGenerator load = new LoadGenerator(new LoadPlan(
                routers,
                RouterClient.path(name) + "/infer",
                RequestBodies.ofCsv(
                        EXAMPLE.resolve("german-credit.csv"), new RouterClient(routers.get(0)).inputs(name)),
                new Pace(rate, Duration.ofSeconds(4)),
                Duration.ofSeconds(10),
                null,
                1));
        load.start();
        return load;
    }

    /** The present process of a service. */
    ProcessHandle service(String name) {
        return state().services().stream()
                .filter(s -> s.name().equals(name))
                .flatMap(s -> s.process().running().stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    /** Kills a service with SIGKILL and waits until the supervisor has started it again. */
    void killAndAwaitRestart(String name) {
        ProcessHandle old = service(name);
        old.destroyForcibly();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> state().services().stream()
                        .anyMatch(s -> s.name().equals(name)
                                && s.process().pid() != old.pid()
                                && s.process().running().isPresent()));
    }

    /** The processes of the model servers of a version. */
    List<ProcessHandle> modelServers(DeploymentName name, String version) throws IOException {
        Path notes = folder.resolve("run").resolve(name.namespace() + "." + name.name());
        try (Stream<Path> files = Files.list(notes)) {
            List<ProcessHandle> found = new ArrayList<>();
            for (Path note : files.filter(f -> f.getFileName().toString().matches(version + "-\\d+\\.json"))
                    .toList()) {
                JsonNode json = Json.JSON.readTree(note.toFile());
                new ProcessId(
                                json.path("pid").asLong(),
                                Instant.parse(json.path("started").asText()))
                        .running()
                        .ifPresent(found::add);
            }
            return found;
        }
    }

    private List<ProcessHandle> processes() {
        return mesh.running().stream()
                .flatMap(s -> s.supervisor().running().stream())
                .flatMap(s -> Stream.concat(Stream.of(s), s.descendants()))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
