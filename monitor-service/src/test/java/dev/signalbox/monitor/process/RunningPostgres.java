package dev.signalbox.monitor.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** A real PostgreSQL that can be stopped and started again with what it had stored, at the same address; closed, it leaves nothing. */
final class RunningPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private EmbeddedPostgres server;

    private RunningPostgres(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    /** A new one in a folder that is empty. */
    static RunningPostgres start(Path data) throws IOException {
        return new RunningPostgres(data, at(data, 0));
    }

    /** Stops it as an administrator would who is in a hurry (a fast shutdown), and starts it again. */
    void restart() throws IOException {
        int port = server.getPort();
        server.close();
        server = at(data, port);
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    private static EmbeddedPostgres at(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                        Path.of("target", "postgres-binaries").toAbsolutePath().toFile())
                .setDataDirectory(data.toFile())
                // What it stored stays when it ends; a folder that is to be cleaned would go with it.
                .setCleanDataDirectory(false)
                .setPGStartupWait(PATIENCE);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> stored = Files.walk(data)) {
            for (Path each : stored.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
