package dev.signalbox.operator.local;

import dev.signalbox.operator.local.folder.MeshFolder;
import dev.signalbox.operator.local.process.Limits;
import dev.signalbox.operator.local.process.ServerCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A mesh folder for tests whose model servers are played. Whatever was started in it is ended when it is closed. */
public final class PlayedMesh implements AutoCloseable {
    /** Short enough for tests. */
    public static final Limits LIMITS = new Limits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            new Limits.BackOff(Duration.ofMillis(50), Duration.ofMillis(400)));

    private final Path root;
    private final HttpClient http = HttpClient.newHttpClient();

    public PlayedMesh(Path root) {
        this.root = root;
    }

    public MeshFolder folder() {
        return new MeshFolder(root.resolve("mesh"));
    }

    /** The command line that plays a model server. */
    public static List<String> commandLine() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                PlayedModelServer.class.getName());
    }

    public static ServerCommand command() {
        return new ServerCommand(
                commandLine(),
                new ServerCommand.Telemetry("http://127.0.0.1:9", Duration.ofSeconds(10), "a-token", true));
    }

    public LocalSettings settings() {
        return settings(LIMITS);
    }

    public LocalSettings settings(Limits limits) {
        return settings(limits, LocalSettings.Trainers.NONE);
    }

    public LocalSettings settings(Limits limits, LocalSettings.Trainers trainers) {
        return new LocalSettings(folder().root(), command(), limits, Duration.ofMillis(50), 1 << 20, trainers);
    }

    public LocalPlatform open() {
        return new LocalPlatform(settings(), Clock.systemUTC());
    }

    /** A model folder that is played so, {@code key=value} each. */
    public Path model(String name, String... play) throws IOException {
        Path model = root.resolve("models").resolve(name);
        Files.createDirectories(model);
        Files.write(model.resolve("play.properties"), List.of(play));
        return model;
    }

    /** A model folder that cannot be loaded. */
    public Path brokenModel() throws IOException {
        return Files.createDirectories(root.resolve("models").resolve("broken"));
    }

    /** The answer of a model server; 0 if there is none. */
    public int get(String endpoint, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException none) {
            return 0;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    public String body(String endpoint, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + endpoint + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The processes that were started in this mesh and still run: found by what they were told, not by what was noted. */
    public List<ProcessHandle> processes() {
        String mark = "SIGNALBOX_TERMINATION_LOG=" + folder().runs();
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).anyMatch(entry -> entry.startsWith(mark)))
                .toList();
    }

    static Stream<String> environment(long pid) {
        try {
            return Stream.of(Files.readString(
                            Path.of("/proc", Long.toString(pid), "environ"),
                            java.nio.charset.StandardCharsets.ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException goneOrNotOurs) {
            return Stream.of();
        }
    }

    @Override
    public void close() {
        processes().forEach(ProcessHandle::destroyForcibly);
        http.shutdownNow();
    }
}
