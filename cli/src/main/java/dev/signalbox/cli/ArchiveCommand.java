package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.mesh.MeshOptions;
import dev.signalbox.cli.mesh.Programs;
import dev.signalbox.cli.start.StartArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Makes the archives from which the programs of a mesh start faster: a small mesh serves a model and lists the classes that it loads,
 * and of each list an archive is made. All of it lies in target folders.
 */
@Command(
        name = "archive",
        description = "Make the archives of classes from which programs start faster (the signalbox script runs this).",
        hidden = true,
        mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
    private static final List<String> SERVICES =
            List.of("monitor-service", "operator", Programs.MODEL_SERVER, "traffic-router");

    private final Path home = Home.folder();

    @Override
    public Integer call() throws Exception {
        MeshFolder folder = new MeshFolder(home.resolve("cli/target/archive"));
        Path lists = folder.root().resolve("classes");
        Mesh mesh = new Mesh(folder, lists);
        mesh.stop(false);
        Thread end = new Thread(() -> end(mesh), "end-archive");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            folder.create();
            Files.createDirectories(lists);
            for (String service : SERVICES) {
                StartArchive.ofService(home, service).writeJar();
            }
            mesh.start(new MeshOptions(1, "250ms", "1s", 0), line -> {});
            new ArchiveTraining(home, mesh, lists).run();
            mesh.stop(true);
            new ArchiveDumps(home, lists).make(SERVICES);
        } finally {
            end(mesh);
        }
        return 0;
    }

    private static void end(Mesh mesh) {
        try {
            mesh.stop(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
