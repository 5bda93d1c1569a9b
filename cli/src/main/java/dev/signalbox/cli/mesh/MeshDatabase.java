package dev.signalbox.cli.mesh;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mesh's own PostgreSQL: real server programs from a Maven artifact, data in the mesh's folder, loopback only. */
final class MeshDatabase implements AutoCloseable {
    /* PostgreSQL refuses to run as root. The library starts it in a user namespace of its own then (unshare -U), where it
     * is nobody; its folders are readable by their owner alone, as PostgreSQL wants it. */
    private final MeshFolder folder;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    MeshDatabase(MeshFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts the server; with data that are there already, it goes on with them. */
    void start() throws IOException {
        Path data = folder.postgres().resolve("data");
        if (!Files.isDirectory(data)) {
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(
                        folder.postgres().resolve("programs").toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "40")
                .setServerConfig("shared_buffers", "32MB")
                .setOutputRedirector(log())
                .setErrorRedirector(log())
                .start();
    }

    /** The JDBC URL of the mesh's database. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The server's process as its own pid file tells, if it runs. */
    static Optional<ProcessHandle> process(MeshFolder folder) {
        Path pidFile = folder.postgres().resolve("data/postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(pidFile);
            /* Line 1 is the pid, line 3 when it started, in seconds: see PostgreSQL's miscadmin.h. */
            ProcessId id = new ProcessId(
                    Long.parseLong(lines.get(0).trim()),
                    Instant.ofEpochSecond(Long.parseLong(lines.get(2).trim())));
            return id.running();
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private ProcessBuilder.Redirect log() {
        return ProcessBuilder.Redirect.appendTo(
                folder.logs().resolve("postgres.log").toFile());
    }
}
