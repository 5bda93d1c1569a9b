package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.Manifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Applies manifests to the local mesh. */
@Command(
        name = "apply",
        description = "Create or change ModelDeployments of the local mesh.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "the manifest")
    private List<Path> files = List.of();

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = DeploymentName.DEFAULT_NAMESPACE,
            description = "the namespace of objects that name none (default: ${DEFAULT-VALUE})")
    private String namespace = DeploymentName.DEFAULT_NAMESPACE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Mesh running = mesh.mesh();
        running.required();
        /* All are read before one is written: a wrong file changes nothing. */
        List<Manifest> manifests = new ArrayList<>();
        for (Path file : files) {
            manifests.addAll(Manifest.read(file, namespace));
        }
        DeploymentFolder folder = new DeploymentFolder(running.folder());
        PrintWriter out = spec.commandLine().getOut();
        for (Manifest manifest : manifests) {
            String what = folder.apply(manifest);
            out.println("modeldeployment.signalbox.dev/" + manifest.name().name() + " " + what);
        }
        out.flush();
        return 0;
    }
}
