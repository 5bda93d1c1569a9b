package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.Manifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes ModelDeployments off the local mesh, with everything that served them. */
@Command(name = "delete", description = "Take a ModelDeployment off the local mesh.", mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final long LOOK_MILLIS = 100;

    @Mixin
    private MeshOption mesh = new MeshOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "a manifest that names what to delete")
    private List<Path> files = List.of();

    @Option(
            names = "--wait",
            defaultValue = "true",
            fallbackValue = "true",
            arity = "0..1",
            description = "wait until it is gone (default: ${DEFAULT-VALUE})")
    private boolean wait;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Mesh running = mesh.mesh();
        running.required();
        DeploymentFolder folder = new DeploymentFolder(running.folder());
        PrintWriter out = spec.commandLine().getOut();
        for (DeploymentName name : names()) {
            if (!folder.delete(name)) {
                throw new UserError("modeldeployments.signalbox.dev \"" + name.name() + "\" not found");
            }
            out.println("modeldeployment.signalbox.dev \"" + name.name() + "\" deleted");
            out.flush();
            if (wait) {
                awaitGone(folder, name);
            }
        }
        return 0;
    }

    private List<DeploymentName> names() throws Exception {
        if (files.isEmpty()) {
            return List.of(arguments.required());
        }
        List<DeploymentName> names = new ArrayList<>();
        for (Path file : files) {
            Manifest.read(file, arguments.namespace()).forEach(m -> names.add(m.name()));
        }
        return names;
    }

    private static void awaitGone(DeploymentFolder folder, DeploymentName name) throws InterruptedException {
        long limit = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (folder.find(name).isPresent()) {
            if (System.nanoTime() > limit) {
                throw new UserError(
                        "timed out waiting for " + name + " to go after " + LONGEST_WAIT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
