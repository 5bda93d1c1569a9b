package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which local mesh a command talks to. */
final class MeshOption {
    @Option(
            names = "--mesh",
            paramLabel = "DIR",
            description =
                    "the mesh's folder (default: $SIGNALBOX_MESH, or .signalbox/mesh beside the signalbox script)")
    private @Nullable Path folder;

    /** Whether a mesh was named. */
    boolean named() {
        return folder != null;
    }

    /** The mesh that is meant. */
    Mesh mesh() {
        return new Mesh(new MeshFolder(path()));
    }

    private Path path() {
        if (folder != null) {
            return folder;
        }
        String named = System.getenv("SIGNALBOX_MESH");
        return named != null && !named.isBlank()
                ? Path.of(named)
                : Home.folder().resolve(".signalbox/mesh");
    }
}
