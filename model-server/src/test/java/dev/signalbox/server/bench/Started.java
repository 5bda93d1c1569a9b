package dev.signalbox.server.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the benchmark measures. */
final class Started implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private Started(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A main class of the benchmark, with the class path of this process. */
    static Process main(Class<?> type, ProcessBuilder.Redirect output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path")));
        command.add(type.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output)
                .start();
    }

    static Started echo() throws Exception {
        int port = freePort();
        Started echo = new Started(main(Echo.class, ProcessBuilder.Redirect.DISCARD, Integer.toString(port)), port);
        echo.await("/");
        return echo;
    }

    /** The packaged model server, with these keys, and options of Java beside those of the benchmark. */
    static Started server(Path model, Map<String, String> environment, String... options) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx512m"));
        command.addAll(List.of(options));
        String more = System.getenv("BENCH_JAVA_OPTIONS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split(" +")));
        }
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File("target/bench.log"));
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "SIGNALBOX_MODEL_DEPLOYMENT", "default/model",
                        "SIGNALBOX_MODEL_VERSION", "1",
                        "SIGNALBOX_MODEL_URI", model.toAbsolutePath().toString(),
                        "SIGNALBOX_TERMINATION_LOG", "target/bench-termination.log"));
        Started server = new Started(builder.start(), port);
        server.await("/v2/health/ready");
        return server;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void await(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        long until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            try (HttpClient http = HttpClient.newHttpClient()) {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                /* Asked again. */
            }
            Thread.sleep(50);
        }
        close();
        throw new IllegalStateException("a process of the benchmark did not start, see target/bench.log");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
