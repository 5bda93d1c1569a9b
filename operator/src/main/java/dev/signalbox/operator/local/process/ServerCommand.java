package dev.signalbox.operator.local.process;

import dev.signalbox.operator.local.folder.MeshFolder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model server is started: a command line, and environment variables that say what to serve.
 *
 * @param line the program and its arguments
 * @param telemetry where its telemetry goes
 */
public record ServerCommand(List<String> line, Telemetry telemetry) {
    /** Where model servers listen: nobody but this machine talks to them. */
    static final String HOST = "127.0.0.1";

    /**
     * How a model server sends telemetry.
     *
     * @param url the monitor's base URL; absent: nowhere
     * @param interval how often
     * @param token what the monitor wants to see; absent: nothing
     * @param spool whether it waits in the mesh folder while the monitor is away
     */
    public record Telemetry(
            @Nullable String url,
            Duration interval,
            @Nullable String token,
            boolean spool) {
        /* Whoever prints it must not print the token. */
        @Override
        public String toString() {
            return "Telemetry[url=%s, interval=%s, token=%s, spool=%s]"
                    .formatted(url, interval, token == null ? "none" : "given", spool);
        }
    }

    public ServerCommand {
        line = List.copyOf(line);
        if (line.isEmpty()) {
            throw new IllegalArgumentException(
                    "signalbox.operator.local.model-server must name the program that serves models, got nothing");
        }
    }

    /** A process that is ready to be started; its output goes to the end of the log, not through a pipe. */
    ProcessBuilder builder(Wanted wanted, ServerKey key, int port, MeshFolder folder) {
        ProcessBuilder builder = new ProcessBuilder(Detached.command(line));
        Map<String, String> environment = builder.environment();
        Detached.strip(environment);
        environment.putAll(environment(wanted, key, port, folder));
        Path log = folder.log(key.deployment(), key.version(), key.index());
        return builder.directory(folder.root().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    Map<String, String> environment(Wanted wanted, ServerKey key, int port, MeshFolder folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_HTTP_HOST", HOST);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("SIGNALBOX_MODEL_DEPLOYMENT", wanted.deployment().toString());
        environment.put("SIGNALBOX_MODEL_VERSION", wanted.version().id());
        environment.put("SIGNALBOX_MODEL_URI", wanted.uri());
        if (wanted.sha256() != null) {
            environment.put("SIGNALBOX_MODEL_SHA256", wanted.sha256());
        }
        if (wanted.batchSize() != null) {
            environment.put(
                    "SIGNALBOX_MODEL_BATCHING_MAX_SIZE", wanted.batchSize().toString());
        }
        if (wanted.batchDelay() != null) {
            environment.put("SIGNALBOX_MODEL_BATCHING_MAX_DELAY", wanted.batchDelay());
        }
        environment.put("SIGNALBOX_INSTANCE", key.toString());
        if (telemetry.url() != null) {
            environment.put("SIGNALBOX_TELEMETRY_URL", telemetry.url());
        }
        environment.put("SIGNALBOX_TELEMETRY_INTERVAL", telemetry.interval().toString());
        if (telemetry.token() != null) {
            environment.put("SIGNALBOX_TELEMETRY_TOKEN", telemetry.token());
        }
        if (telemetry.spool()) {
            environment.put("SIGNALBOX_TELEMETRY_SPOOL_FOLDER", folder.spool().toString());
        }
        environment.put(
                "SIGNALBOX_TERMINATION_LOG",
                folder.terminationLog(key.deployment(), key.version(), key.index())
                        .toString());
        return environment;
    }

    /** Names everything that a model server is started with but its number: one with another hash serves something else. */
    String hash(Wanted wanted) {
        List<String> parts = new ArrayList<>(line);
        parts.add(wanted.deployment().toString());
        parts.add(wanted.version().id());
        parts.add(wanted.uri());
        parts.add(String.valueOf(wanted.sha256()));
        parts.add(String.valueOf(telemetry.url()));
        parts.add(telemetry.interval().toString());
        parts.add(String.valueOf(telemetry.token()));
        parts.add(Boolean.toString(telemetry.spool()));
        if (wanted.batchSize() != null || wanted.batchDelay() != null) {
            parts.add(wanted.batchSize() + "/" + wanted.batchDelay());
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java runtime has SHA-256", impossible);
        }
    }
}
