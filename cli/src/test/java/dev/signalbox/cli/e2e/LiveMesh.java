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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final Map<String, String> environment;

    private LiveMesh(Path folder, Map<String, String> environment) {
        this.environment = environment;
        this.folder = folder;
        this.mesh = new Mesh(new MeshFolder(folder));
        this.deployments = new DeploymentFolder(mesh.folder());
    }

    /** Starts a mesh in a folder of this name. */
    static LiveMesh up(String name) throws Exception {
        return up(name, Map.of());
    }

    /** The same, with more options, and an environment that its services get as well. */
    static LiveMesh up(String name, Map<String, String> environment, String... options) throws Exception {
        LiveMesh live = new LiveMesh(Path.of("target", "e2e", name).toAbsolutePath(), environment);
        live.signalbox("down", "--mesh", live.folder.toString());
        List<String> command = new ArrayList<>(List.of("up", "--mesh", live.folder.toString()));
        command.addAll(List.of(options));
        Ran up = live.signalbox(command.toArray(String[]::new));
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
        builder.environment().putAll(environment);
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

    /** The ports of a deployment's model servers. */
    List<Integer> modelServerPorts(DeploymentName name) throws IOException {
        Path notes = folder.resolve("run").resolve(name.namespace() + "." + name.name());
        try (Stream<Path> files = Files.list(notes)) {
            List<Integer> ports = new ArrayList<>();
            for (Path note : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                int port = Json.JSON.readTree(note.toFile()).path("port").asInt();
                if (port > 0) {
                    ports.add(port);
                }
            }
            return ports;
        }
    }

    /** The files of the mesh, its database's too, in which any of these is written down. */
    Set<String> filesWith(List<Sought> any) throws IOException {
        Set<String> found = new TreeSet<>();
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            try {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (any.stream().anyMatch(sought -> sought.in(bytes))) {
                    found.add(folder.relativize(file).toString());
                }
            } catch (NoSuchFileException gone) {
                /* A log that rolled, a segment that the database has done with. */
            }
        }
        return found;
    }

    /** The tables of the database with any of these in a row; in its files large values are compressed. */
    Set<String> tablesWith(List<Sought> any) throws SQLException {
        Set<String> found = new TreeSet<>();
        String url = "jdbc:postgresql://127.0.0.1:" + state().ports().postgres() + "/postgres";
        try (Connection database = DriverManager.getConnection(url, "postgres", "postgres")) {
            List<String> tables = new ArrayList<>();
            try (Statement statement = database.createStatement();
                    ResultSet names = statement.executeQuery(
                            "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
                                    + " where schemaname not in ('pg_catalog', 'information_schema')")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (Statement statement = database.createStatement();
                        ResultSet rows = statement.executeQuery("select t::text from " + table + " t")) {
                    while (rows.next()) {
                        String row = String.valueOf(rows.getString(1));
                        if (any.stream().anyMatch(sought -> sought.in(row))) {
                            found.add(table);
                        }
                    }
                }
            }
        }
        return found;
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
