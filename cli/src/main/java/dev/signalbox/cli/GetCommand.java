package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
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

/** Lists the ModelDeployments of the local mesh. */
@Command(name = "get", description = "List ModelDeployments of the local mesh.", mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

    @Mixin
    private MeshOption mesh = new MeshOption();

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
        Mesh running = mesh.mesh();
        running.required();
        DeploymentFolder folder = new DeploymentFolder(running.folder());
        List<JsonNode> found = find(folder);
        Optional<DeploymentName> named = arguments.name();
        if (named.isPresent() && found.isEmpty() && !watch) {
            throw new UserError(
                    "modeldeployments.signalbox.dev \"" + named.get().name() + "\" not found");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output != null) {
            printWhole(out, found);
        } else if (watch) {
            watch(out, running, folder);
        } else if (found.isEmpty()) {
            out.println("No resources found in " + arguments.namespace() + " namespace.");
        } else {
            table(found).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private List<JsonNode> find(DeploymentFolder folder) throws IOException {
        Optional<DeploymentName> named = arguments.name();
        if (named.isPresent()) {
            return folder.find(named.get()).map(List::of).orElse(List.of());
        }
        return folder.list(everywhere ? Optional.empty() : Optional.of(arguments.namespace()));
    }

    private Table table(List<JsonNode> found) {
        Instant now = Instant.now();
        Table table = new Table(headings());
        found.forEach(o -> table.row(row(new DeploymentView(o), now)));
        return table;
    }

    private void watch(PrintWriter out, Mesh running, DeploymentFolder folder)
            throws IOException, InterruptedException {
        Map<DeploymentName, String> shown = new HashMap<>();
        List<Integer> widths = List.of();
        boolean first = true;
        while (running.running().isPresent()) {
            List<JsonNode> changed = new ArrayList<>();
            for (JsonNode object : find(folder)) {
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
