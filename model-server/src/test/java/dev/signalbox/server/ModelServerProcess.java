package dev.signalbox.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged model server as a process of its own, started as the platforms start it. */
final class ModelServerProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final int port;
    private final Process process;

    ModelServerProcess(Path folder, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString());
        /* From another folder than the application's: it must not matter. */
        builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "SIGNALBOX_MODEL_DEPLOYMENT",
                        "default/loan-approval",
                        "SIGNALBOX_MODEL_VERSION",
                        "1",
                        "SIGNALBOX_MODEL_CACHE",
                        folder.resolve("cache").toString(),
                        "SIGNALBOX_TERMINATION_LOG",
                        folder.resolve("termination-log").toString()));
        builder.environment().putAll(environment);
        this.process = builder.start();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process goes on");
        }
        return process.exitValue();
    }

    String terminationLog() throws IOException {
        return Files.readString(folder.resolve("termination-log"));
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    int get(String path) throws InterruptedException {
        return status(HttpRequest.newBuilder(uri(path)).build());
    }

    int post(String path, String body) throws InterruptedException {
        return status(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    int post(String path, String body, Map<String, String> headers) {
        return postLater(path, body, headers).join();
    }

    CompletableFuture<Integer> postLater(String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((response, broken) -> broken == null ? response.statusCode() : 0);
    }

    /** The body that is answered, empty where nobody answers. */
    String body(String path) throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException nobody) {
            return "";
        }
    }

    /** The sum of a metric's series that hold all these texts. */
    double metric(String... texts) throws InterruptedException {
        return body("/q/metrics")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> Arrays.stream(texts).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    int port() {
        return port;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The status, or 0 where nobody answers. */
    private static int status(HttpRequest request) throws InterruptedException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException nobody) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
