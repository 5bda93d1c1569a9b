package dev.signalbox.cli.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes of a mesh that are found by what is written in its folder, and ended; never any other. */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Ends the model servers, and the trainings, that the operator noted. */
    static void endModelServers(MeshFolder folder) throws IOException {
        List<ProcessHandle> servers = new ArrayList<>(noted(folder.run()));
        for (ProcessHandle training : noted(folder.trainings())) {
            training.descendants().forEach(servers::add);
            servers.add(training);
        }
        servers.forEach(ProcessHandle::destroy);
        servers.forEach(s -> ManagedService.end(s, PATIENCE));
    }

    /** Ends everything that a mesh without a living supervisor left behind. */
    static void endAll(MeshFolder folder) throws IOException {
        Optional<MeshState> state = MeshState.read(folder);
        List<ProcessHandle> services = state.stream()
                .flatMap(s -> s.services().stream())
                .flatMap(r -> r.process().running().stream())
                .toList();
        services.forEach(s -> ManagedService.end(s, PATIENCE));
        endModelServers(folder);
        MeshDatabase.process(folder).ifPresent(p -> ManagedService.end(p, PATIENCE));
    }

    private static List<ProcessHandle> noted(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .flatMap(n -> read(n).stream())
                    .toList();
        }
    }

    private static Optional<ProcessHandle> read(Path note) {
        try {
            JsonNode json = Json.JSON.readTree(note.toFile());
            return new ProcessId(
                            json.path("pid").asLong(-1),
                            Instant.parse(json.path("started").asText()))
                    .running();
        } catch (IOException | DateTimeException e) {
            // The operator replaces its notes; one that can not be read names no process.
            return Optional.empty();
        }
    }
}
