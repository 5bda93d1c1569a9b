package dev.signalbox.cli;

import dev.signalbox.cli.demo.Demo;
import dev.signalbox.cli.demo.PeopleDemo;
import dev.signalbox.cli.demo.RetrainDemo;
import dev.signalbox.cli.demo.Story;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.mesh.MeshOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a mesh of its own, plays the main job on it, and ends it. */
@Command(
        name = "demo",
        description = "Watch a model go live, a good version being promoted and two bad ones being caught.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--rate", defaultValue = "600", description = "requests per second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--mesh", paramLabel = "DIR", description = "the demo's own folder (default: .signalbox/demo)")
    private @Nullable Path folder;

    @Option(
            names = "--people",
            description = "watch a model that decides the easy cases and passes the hard ones to people")
    private boolean people;

    @Option(
            names = "--retrain",
            description = "watch a model decay as the world moves, and a new version being trained, tried and promoted")
    private boolean retrain;

    @Option(names = "--keep", description = "keep data and logs afterwards")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (people && retrain) {
            throw new UserError("--people and --retrain are two demos: give one of them");
        }
        Mesh mesh =
                new Mesh(new MeshFolder(folder != null ? folder : Home.folder().resolve(".signalbox/demo")));
        if (mesh.running().isPresent()) {
            throw new UserError("a demo runs already in " + mesh.folder().root());
        }
        mesh.stop(false);
        Story story = new Story(out, System.nanoTime());
        AtomicBoolean ended = new AtomicBoolean();
        Thread end = new Thread(
                () -> {
                    if (!ended.get()) {
                        story.end("Ending the mesh");
                    }
                    end(mesh, ended);
                },
                "end-demo");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            story.tell("Starting the local mesh: PostgreSQL, monitor, two routers, operator");
            mesh.start(retrain ? MeshOptions.USUAL.recording(1) : MeshOptions.USUAL, line -> {});
            story.tell("The mesh is up");
            boolean good = play(mesh, story);
            story.plain(good ? "Everything came as expected." : "Not everything came as expected.");
            return good ? 0 : Signalbox.FAILED;
        } finally {
            end(mesh, ended);
            story.tell(keep ? "The mesh is down; its folder is " + mesh.folder().root() : "The mesh is down");
        }
    }

    private boolean play(Mesh mesh, Story story) throws IOException, InterruptedException {
        Path example = Home.folder().resolve("examples/loan-approval");
        if (people) {
            return new PeopleDemo(example, mesh, story).play();
        }
        return retrain ? new RetrainDemo(example, mesh, story).play() : new Demo(example, mesh, story, rate).play();
    }

    private void end(Mesh mesh, AtomicBoolean ended) {
        if (ended.compareAndSet(false, true)) {
            try {
                mesh.stop(keep);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
