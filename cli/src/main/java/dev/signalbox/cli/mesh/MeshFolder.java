package dev.signalbox.cli.mesh;

import dev.signalbox.cli.UserError;
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

    /** The operator's notes of the trainings that it started, and what these wrote. */
    public Path trainings() {
        return root.resolve("training");
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

    /** Makes the folders; one that is there and holds something else than a mesh is refused. */
    public void create() throws IOException {
        Files.createDirectories(root);
        if (!isMesh()) {
            try (Stream<Path> found = Files.list(root)) {
                if (found.findAny().isPresent()) {
                    throw new UserError(root + " is not empty and holds no mesh: name another folder");
                }
            }
            Files.createFile(mark());
        }
        for (Path folder : new Path[] {deployments(), status(), events(), run(), logs(), tmp(), postgres()}) {
            Files.createDirectories(folder);
        }
    }

    /** Deletes the folder with all that is in it, if it was made for a mesh; any other is left alone. */
    public void delete() throws IOException {
        if (!isMesh()) {
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

    private boolean isMesh() {
        return Files.exists(mark());
    }

    /* Whatever folder a user names by mistake, only one that has this file is ever deleted. */
    private Path mark() {
        return root.resolve(".signalbox-mesh");
    }

    private static void deleteOne(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
