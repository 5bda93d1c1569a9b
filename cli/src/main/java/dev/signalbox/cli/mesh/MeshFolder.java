package dev.signalbox.cli.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where everything of one local mesh lies; nothing of it is written anywhere else. */
public record MeshFolder(Path root) {
    public MeshFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The ModelDeployments as users gave them, by namespace. */
    public Path deployments() {
        return root.resolve("deployments");
    }

    /** The ModelDeployments with their status, written by the operator. */
    public Path status() {
        return root.resolve("status");
    }

    /** What happened to each ModelDeployment, written by the operator. */
    public Path events() {
        return root.resolve("events");
    }

    /** The operator's notes of the model servers that it started. */
    public Path run() {
        return root.resolve("run");
    }

    /** The routes that the routers watch. */
    public Path routes() {
        return root.resolve("routes.json");
    }

    /** One log a process. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Temporary files of the mesh's processes. */
    public Path tmp() {
        return root.resolve("tmp");
    }

    /** PostgreSQL's programs and data. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** Which processes there are and where they listen. */
    public Path meshFile() {
        return root.resolve("mesh.json");
    }

    /** Makes the folders. */
    public void create() throws IOException {
        for (Path folder : new Path[] {deployments(), status(), events(), run(), logs(), tmp(), postgres()}) {
            Files.createDirectories(folder);
        }
    }

    /** Deletes the folder with all that is in it. */
    public void delete() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(MeshFolder::deleteOne);
        }
    }

    /** Replaces a file as a whole: a reader sees the old content or the new one. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path fresh = Files.createTempFile(parent, ".", ".tmp");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
