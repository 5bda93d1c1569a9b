package dev.signalbox.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.mesh.MeshState;
import dev.signalbox.cli.monitoring.DebianTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Prometheus that scrapes a mesh every second, by the jobs that the alerts rely on, with the project's rules. */
final class LivePrometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final Process process;
    private final String base;

    private LivePrometheus(Path folder, Process process, String base) {
        this.folder = folder;
        this.process = process;
        this.base = base;
    }

    static LivePrometheus start(MeshState mesh) throws Exception {
        Path program = DebianTool.PROMETHEUS.required();
        Path folder = Files.createDirectories(Path.of("target", "e2e").toAbsolutePath());
        folder = Files.createTempDirectory(folder, "prometheus-");
        Files.writeString(folder.resolve("model-servers.json"), "[]");
        Files.writeString(folder.resolve("prometheus.yml"), settings(mesh, folder));
        int port = freePort();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        LivePrometheus started = new LivePrometheus(folder, process, "http://127.0.0.1:" + port);
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> started.get("/-/ready").statusCode() == 200);
        return started;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String settings(MeshState mesh, Path folder) {
        List<String> lines = new ArrayList<>(List.of(
                "global: {scrape_interval: 1s, evaluation_interval: 1s}",
                "rule_files: ['" + LiveMesh.HOME.resolve("k8s/components/monitoring/signalbox.rules.yaml") + "']",
                "scrape_configs:"));
        lines.add(job("signalbox-monitor", List.of(mesh.ports().monitor())));
        lines.add(job("signalbox-operator", List.of(mesh.ports().operator())));
        lines.add(job("signalbox-router", mesh.ports().routerAdmins()));
        lines.add("- job_name: model-server\n  metrics_path: /q/metrics\n  file_sd_configs:\n  - {files: ['"
                + folder.resolve("model-servers.json") + "'], refresh_interval: 1s}");
        return String.join("\n", lines) + "\n";
    }

    private static String job(String name, List<Integer> ports) {
        return "- job_name: " + name + "\n  metrics_path: /q/metrics\n  static_configs:\n  - targets: ["
                + ports.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", ")) + "]";
    }

    /** Says where model servers run now; in a cluster the Kubernetes API does. */
    void scrapeModelServers(Path meshFolder) throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> notes = Files.walk(meshFolder.resolve("run"))) {
            for (Path note : notes.filter(f -> f.toString().endsWith(".json")).toList()) {
                int port = Json.JSON.readTree(note.toFile()).path("port").asInt();
                if (port > 0) {
                    targets.add("\"127.0.0.1:" + port + "\"");
                }
            }
        }
        Path fresh = folder.resolve("model-servers.json.new");
        Files.writeString(fresh, "[{\"targets\": [" + String.join(",", targets) + "]}]");
        Files.move(fresh, folder.resolve("model-servers.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The answer to a query: a list of results, each with its labels and its value. */
    JsonNode query(String promql) throws Exception {
        return data("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8))
                .path("result");
    }

    /** The data that one of Prometheus' own paths answers. */
    JsonNode data(String path) throws Exception {
        return Json.JSON.readTree(get(path).body()).path("data");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
