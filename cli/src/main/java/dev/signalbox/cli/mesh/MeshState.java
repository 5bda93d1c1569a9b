package dev.signalbox.cli.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a mesh and where it listens, as {@code mesh.json} has it. {@code failure} says why the mesh could not be
 * started.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeshState(
        int v,
        Phase phase,
        ProcessId supervisor,
        MeshPorts ports,
        List<Running> services,
        @Nullable String failure) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** How far the mesh is. */
    public enum Phase {
        Starting,
        Ready,
        Failed,
        Stopping
    }

    /** A service's present process. */
    public record Running(String name, ProcessId process, int restarts) {}

    public MeshState {
        services = List.copyOf(services);
    }

    /** Reads the state of a mesh, if there is one. */
    public static Optional<MeshState> read(MeshFolder folder) {
        try {
            return Files.exists(folder.meshFile())
                    ? Optional.of(Json.JSON.readValue(folder.meshFile().toFile(), MeshState.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UserError(folder.meshFile() + " can not be read: " + e.getMessage(), e);
        }
    }

    /** Writes the state as a whole. */
    public void write(MeshFolder folder) throws IOException {
        MeshFolder.replace(
                folder.meshFile(), Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    /** Whether the supervisor of this state is alive. */
    public boolean alive() {
        return supervisor.running().isPresent();
    }
}
