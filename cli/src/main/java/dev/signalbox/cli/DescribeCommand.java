package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.resource.DeploymentView;
import dev.signalbox.cli.resource.Deployments;
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
    private TargetOption target = new TargetOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        DeploymentName name = arguments.within(target.namespace()).required();
        try (Deployments deployments = target.deployments()) {
            JsonNode object = deployments.find(name).orElseThrow(() -> TargetOption.notFound(name));
            PrintWriter out = spec.commandLine().getOut();
            new DeploymentView(object)
                    .describe(deployments.events(name), Instant.now())
                    .forEach(out::println);
            out.flush();
            return 0;
        }
    }
}
