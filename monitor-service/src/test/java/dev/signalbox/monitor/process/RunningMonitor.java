package dev.signalbox.monitor.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The monitor as it is run, as a process that can be killed and started again at the same address. */
final class RunningMonitor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)$");
    private static final long PAGE = 4_096;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port;
    private final String database;
    private final Path log;
    private final List<String> options;
    private Process process;

    private RunningMonitor(int port, String database, Path log, List<String> options) throws IOException {
        this.port = port;
        this.database = database;
        this.log = log;
        this.options = options;
        this.process = begin();
    }

    static RunningMonitor start(String database, Path log) throws IOException {
        return start(database, log, List.of("-XX:TieredStopAtLevel=1"));
    }

    /** With these options of the JVM. */
    static RunningMonitor start(String database, Path log, List<String> options) throws IOException {
        RunningMonitor monitor = new RunningMonitor(freePort(), database, log, options);
        monitor.awaitReady();
        return monitor;
    }

    long pid() {
        return process.pid();
    }

    /** The memory that the process has, as the system counts it. */
    long residentMebibytes() throws IOException {
        String statm = Files.readString(Path.of("/proc", Long.toString(pid()), "statm"));
        return (Long.parseLong(statm.split(" ", -1)[1]) * PAGE) >> 20;
    }

    /** The heap that is in use when everything that nobody holds has been collected. */
    double liveHeapMebibytes() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collecting = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (collecting.waitFor() != 0) {
            throw new IOException("jcmd could not collect garbage of process " + pid());
        }
        HttpRequest metrics = HttpRequest.newBuilder(uri("/q/metrics")).build();
        return HEAP.matcher(CLIENT.send(metrics, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .results()
                        .mapToDouble(used -> Double.parseDouble(used.group(1)))
                        .sum()
                / (1 << 20);
    }

    /** Ends it as a power cut would, and starts it again. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
        process = begin();
        awaitReady();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    void awaitReady() {
        HttpRequest ready = HttpRequest.newBuilder(uri("/q/health/ready")).build();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> CLIENT.send(ready, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private Process begin() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-jar");
        command.add(Path.of("target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "QUARKUS_DATASOURCE_JDBC_URL", database,
                        "QUARKUS_DATASOURCE_USERNAME", "postgres",
                        "QUARKUS_DATASOURCE_PASSWORD", "postgres"));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
