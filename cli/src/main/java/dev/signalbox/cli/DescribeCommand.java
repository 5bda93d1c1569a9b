package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows one ModelDeployment with its evidence and events. */
@Command(
        name = "describe",
        description = "Show a ModelDeployment with its evidence and its events.",
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Mesh running = mesh.mesh();
        running.required();
        DeploymentName name = arguments.required();
        DeploymentFolder folder = new DeploymentFolder(running.folder());
        JsonNode object = folder.find(name)
                .orElseThrow(() -> new UserError("modeldeployments.signalbox.dev \"" + name.name() + "\" not found"));
        PrintWriter out = spec.commandLine().getOut();
        new DeploymentView(object).describe(folder.events(name), Instant.now()).forEach(out::println);
        out.flush();
        return 0;
    }
}
