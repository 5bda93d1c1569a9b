package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A model server that is started for a look at a model folder, and ended with it. */
final class TrialServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Process process;
    private final Path log;
    private final RouterClient client;

    private TrialServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.client = new RouterClient("http://127.0.0.1:" + port);
    }

    /** Starts it; what it writes goes into the folder {@code work}. */
    static TrialServer start(Path model, DeploymentName name, Path work) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path log = Files.createTempFile(work, "server-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(new Programs(Home.folder()).command(Programs.MODEL_SERVER, "512m", work));
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "SIGNALBOX_MODEL_DEPLOYMENT",
                        name.toString(),
                        "SIGNALBOX_MODEL_VERSION",
                        "1",
                        "SIGNALBOX_MODEL_URI",
                        "file:" + model.toAbsolutePath(),
                        "SIGNALBOX_TERMINATION_LOG",
                        log + ".end"));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new TrialServer(process, log, port);
    }

    /** Waits until it is ready; false if it ended instead, for a reason that it {@link #said}. */
    boolean awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!client.ready()) {
            if (!process.isAlive()) {
                return false;
            }
            if (System.nanoTime() - end > 0) {
                throw new UserError("the model was not ready within " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
                        + " s: " + reason());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    RouterClient client() {
        return client;
    }

    /** All that it has written. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** Why it does not serve, as short as it can be said. */
    String reason() throws IOException {
        Path last = Path.of(log + ".end");
        if (Files.isRegularFile(last)) {
            return Files.readString(last).strip();
        }
        return said().lines()
                .filter(line -> !line.isBlank())
                .reduce((one, other) -> other)
                .orElse("it said nothing");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
