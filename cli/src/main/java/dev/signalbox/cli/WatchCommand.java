package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.resource.DeploymentView;
import dev.signalbox.cli.resource.Deployments;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows a rollout to its end: status 0 when a version is promoted, 1 when it is taken back. */
@Command(
        name = "watch",
        description = "Follow a rollout to its end, a line for every change; status 1 if the candidate is taken back.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how long to watch at most (default: for ever)")
    private @Nullable Duration timeout;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        DeploymentName name = arguments.within(target.namespace()).required();
        long begun = System.nanoTime();
        String shown = "";
        try (Deployments deployments = target.deployments()) {
            while (deployments.there()) {
                DeploymentView view = find(deployments, name);
                String line = line(view);
                if (!line.equals(shown)) {
                    print(line);
                    shown = line;
                }
                Optional<Integer> end = end(view);
                if (end.isPresent()) {
                    return end.get();
                }
                if (timeout != null && System.nanoTime() - begun > timeout.toNanos()) {
                    throw new UserError("the rollout has not ended within the timeout");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        throw new UserError("the mesh has ended");
    }

    private static DeploymentView find(Deployments deployments, DeploymentName name) throws IOException {
        JsonNode object = deployments.find(name).orElseThrow(() -> TargetOption.notFound(name));
        return new DeploymentView(object);
    }

    private static String line(DeploymentView view) {
        return String.join(
                "  ",
                view.phase(),
                view.candidate().map(c -> c + " " + view.weight().orElse("")).orElse("-"),
                view.message().orElse(""));
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + line);
        out.flush();
    }

    private static Optional<Integer> end(DeploymentView view) {
        if (!view.seen()) {
            return Optional.empty();
        }
        return switch (view.phase()) {
            case "Stable" -> Optional.of(0);
            case "RolledBack" -> Optional.of(1);
            default -> Optional.empty();
        };
    }
}
