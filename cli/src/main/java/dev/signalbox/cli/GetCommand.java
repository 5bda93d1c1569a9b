package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.resource.DeploymentView;
import dev.signalbox.cli.resource.Deployments;
import dev.signalbox.cli.resource.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists ModelDeployments. */
@Command(name = "get", description = "List ModelDeployments.", mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "of every namespace")
    private boolean everywhere;

    @Option(
            names = {"-w", "--watch"},
            description = "go on, with a line for every change")
    private boolean watch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "yaml|json",
            description = "print the whole objects")
    private @Nullable String output;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        arguments.within(target.namespace());
        try (Deployments deployments = target.deployments()) {
            return call(deployments);
        }
    }

    private Integer call(Deployments deployments) throws IOException, InterruptedException {
        List<JsonNode> found = find(deployments);
        Optional<DeploymentName> named = arguments.name();
        if (named.isPresent() && found.isEmpty() && !watch) {
            throw new UserError(
                    "modeldeployments.signalbox.dev \"" + named.get().name() + "\" not found");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output != null) {
            printWhole(out, found);
        } else if (watch) {
            watch(out, deployments);
        } else if (found.isEmpty()) {
            out.println("No resources found in " + arguments.namespace() + " namespace.");
        } else {
            table(found).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private List<JsonNode> find(Deployments deployments) throws IOException {
        Optional<DeploymentName> named = arguments.name();
        if (named.isPresent()) {
            return deployments.find(named.get()).map(List::of).orElse(List.of());
        }
        return deployments.list(everywhere ? Optional.empty() : Optional.of(arguments.namespace()));
    }

    private Table table(List<JsonNode> found) {
        Instant now = Instant.now();
        Table table = new Table(headings());
        found.forEach(o -> table.row(row(new DeploymentView(o), now)));
        return table;
    }

    private void watch(PrintWriter out, Deployments deployments) throws IOException, InterruptedException {
        Map<DeploymentName, String> shown = new HashMap<>();
        List<Integer> widths = List.of();
        boolean first = true;
        while (deployments.there()) {
            List<JsonNode> changed = new ArrayList<>();
            for (JsonNode object : find(deployments)) {
                DeploymentView view = new DeploymentView(object);
                String state = String.join("|", view.row(Instant.EPOCH)).replaceAll("\\|[^|]*$", "");
                if (!state.equals(shown.put(view.name(), state))) {
                    changed.add(object);
                }
            }
            if (!changed.isEmpty()) {
                Table table = table(changed).atLeast(widths);
                widths = table.widths();
                List<String> lines = table.lines();
                lines.subList(first ? 0 : 1, lines.size()).forEach(out::println);
                out.flush();
                first = false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private void printWhole(PrintWriter out, List<JsonNode> found) throws IOException {
        boolean json = "json".equals(output);
        if (!json && !"yaml".equals(output)) {
            throw new UserError("--output must be yaml or json, got \"" + output + "\"");
        }
        for (JsonNode object : found) {
            out.println(
                    json
                            ? Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object)
                            : (found.size() > 1 ? "---\n" : "")
                                    + Json.YAML.writeValueAsString(object).stripTrailing());
        }
    }

    private String[] headings() {
        return everywhere ? prepend("NAMESPACE", DeploymentView.headings()) : DeploymentView.headings();
    }

    private String[] row(DeploymentView view, Instant now) {
        return everywhere ? prepend(view.name().namespace(), view.row(now)) : view.row(now);
    }

    private static String[] prepend(String first, String[] rest) {
        List<String> all = new ArrayList<>(List.of(rest));
        all.add(0, first);
        return all.toArray(String[]::new);
    }
}
