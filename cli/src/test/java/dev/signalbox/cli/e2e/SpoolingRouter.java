package dev.signalbox.cli.e2e;

import static org.awaitility.Awaitility.await;

import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.mesh.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One more router of a mesh, with a folder for what the monitor does not take, as a process that can be killed and started again. */
final class SpoolingRouter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final LiveMesh mesh;
    private final int port;
    private final int admin;
    private final Path spool;
    private volatile Process process;

    private SpoolingRouter(LiveMesh mesh, int port, int admin) throws IOException {
        this.mesh = mesh;
        this.port = port;
        this.admin = admin;
        this.spool = mesh.folder().resolve("spooling-router");
        this.process = begin();
    }

    static SpoolingRouter start(LiveMesh mesh) throws IOException {
        SpoolingRouter router = onFreePorts(mesh);
        router.awaitReady();
        return router;
    }

    private static SpoolingRouter onFreePorts(LiveMesh mesh) throws IOException {
        int port;
        int admin;
        try (ServerSocket front = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket back = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = front.getLocalPort();
            admin = back.getLocalPort();
        }
        return new SpoolingRouter(mesh, port, admin);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Ends it as a power cut would, and starts it again. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
        process = begin();
        awaitReady();
    }

    /** How many tickets its present process has put on its disk. */
    double onDisk() throws IOException, InterruptedException {
        return metric("signalbox_router_tickets_total\\{[^}]*result=\"disk\"[^}]*}");
    }

    /** How many tickets wait on its disk. */
    double waiting() throws IOException, InterruptedException {
        return metric("signalbox_router_tickets_waiting(\\{[^}]*})?");
    }

    /** How many that were promised it has lost. */
    double lost() throws IOException, InterruptedException {
        return metric("signalbox_router_tickets_lost_total(\\{[^}]*})?");
    }

    private double metric(String series) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/q/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        String page = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return Pattern.compile("(?m)^" + series + " (?<value>\\S+)$")
                .matcher(page)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group("value")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + page));
    }

    private void awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/q/health/ready"))
                .build();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> CLIENT.send(ready, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private Process begin() throws IOException {
        MeshFolder folder = new MeshFolder(mesh.folder());
        ProcessBuilder builder =
                new ProcessBuilder(new Programs(LiveMesh.HOME).command("traffic-router", "256m", folder.tmp()));
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(admin),
                        "SIGNALBOX_INSTANCE", "spooling-router",
                        "SIGNALBOX_ROUTER_HOST", "127.0.0.1",
                        "SIGNALBOX_ROUTER_PORT", Integer.toString(port),
                        "SIGNALBOX_ROUTER_ROUTES", "file:" + folder.routes(),
                        "SIGNALBOX_ROUTER_CACHE",
                                spool.resolveSibling("spooling-router-routes.json")
                                        .toString(),
                        "SIGNALBOX_TELEMETRY_URL", mesh.state().ports().monitorUrl(),
                        "SIGNALBOX_TELEMETRY_SPOOL_FOLDER", spool.toString()));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.logs().resolve("spooling-router.out").toFile()))
                .start();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
