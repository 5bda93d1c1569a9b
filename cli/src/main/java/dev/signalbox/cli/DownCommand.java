package dev.signalbox.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends the local mesh. */
@Command(name = "down", description = "End the local mesh and delete its folder.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Option(names = "--keep", description = "keep data and logs")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        boolean found = mesh.mesh().stop(keep);
        spec.commandLine().getOut().println(found ? "The mesh is down." : "No mesh was running.");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
