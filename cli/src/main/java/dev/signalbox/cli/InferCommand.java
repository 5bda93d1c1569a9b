package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.load.RequestBodies;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one inference request through a router. */
@Command(
        name = "infer",
        description = "Send one inference request through the router and print the answer.",
        mixinStandardHelpOptions = true)
final class InferCommand implements Callable<Integer> {
    @Mixin
    private RouterOption routers = new RouterOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(
            names = "--row",
            defaultValue = "1",
            description = "which row of --data, from 1 (default: ${DEFAULT-VALUE})")
    private int row;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Where the request comes from. */
    static final class Input {
        @Option(
                names = {"-d", "--body"},
                paramLabel = "JSON|@FILE",
                description = "the request's body")
        private @Nullable String body;

        @Option(
                names = "--data",
                paramLabel = "CSV",
                description = "a file with a column for each of the model's inputs")
        private @Nullable Path data;
    }

    @Override
    public Integer call() throws Exception {
        DeploymentName name = arguments.required();
        RouterClient router = new RouterClient(routers.urls().get(0));
        HttpResponse<byte[]> response = router.infer(name, body(router, name));
        if (response.statusCode() >= 400) {
            throw new UserError(RouterClient.refusal(response));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Json.JSON.readTree(response.body())));
        for (String header : List.of("Signalbox-Version", "Signalbox-Decision", "X-Request-Id")) {
            response.headers().firstValue(header).ifPresent(value -> out.println(header + ": " + value));
        }
        out.flush();
        return 0;
    }

    private byte[] body(RouterClient router, DeploymentName name) throws IOException, InterruptedException {
        if (input.data != null) {
            List<byte[]> rows = RequestBodies.ofCsv(input.data, router.inputs(name));
            if (row < 1 || row > rows.size()) {
                throw new UserError("--row must be between 1 and " + rows.size() + ", got " + row);
            }
            return rows.get(row - 1);
        }
        String body = String.valueOf(input.body);
        return body.startsWith("@")
                ? Files.readAllBytes(Path.of(body.substring(1)))
                : body.getBytes(StandardCharsets.UTF_8);
    }
}
