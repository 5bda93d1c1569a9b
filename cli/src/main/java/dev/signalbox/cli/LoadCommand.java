package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadPlan;
import dev.signalbox.cli.load.LoadStats;
import dev.signalbox.cli.load.RequestBodies;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads a deployment at a constant rate through all routers of the local mesh. */
@Command(
        name = "load",
        description = {
            "Send requests at a constant rate, whatever the answers do.",
            "Latencies are measured from when a request was meant to start."
        },
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(names = "--data", required = true, paramLabel = "CSV", description = "rows to send, one a request, in turn")
    private Path data = Path.of("");

    @Option(names = "--rate", defaultValue = "100", description = "requests per second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--duration", defaultValue = "30", description = "seconds (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--timeout", defaultValue = "10000", description = "milliseconds (default: ${DEFAULT-VALUE})")
    private long timeoutMillis;

    @Option(names = "--sticky-header", description = "a header that carries one of --users users' names")
    private @Nullable String stickyHeader;

    @Option(names = "--users", defaultValue = "1000", description = "how many users (default: ${DEFAULT-VALUE})")
    private int users;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > 86_400) {
            throw new UserError("--duration must be between 1 and 86400, got " + seconds);
        }
        DeploymentName name = arguments.required();
        List<String> routers = mesh.mesh().required().ports().routerUrls();
        List<byte[]> bodies = RequestBodies.ofCsv(data, new RouterClient(routers.get(0)).inputs(name));
        LoadPlan plan = new LoadPlan(
                routers,
                RouterClient.path(name) + "/infer",
                bodies,
                rate,
                Duration.ofMillis(timeoutMillis),
                stickyHeader,
                users);
        PrintWriter out = spec.commandLine().getOut();
        try (LoadGenerator load = new LoadGenerator(plan)) {
            load.start();
            for (int s = 0; s < seconds; s++) {
                TimeUnit.SECONDS.sleep(1);
                out.println(line(load.snapshot()));
                out.flush();
            }
            LoadStats.Snapshot end = load.stop();
            out.println("total: " + line(end));
            out.flush();
            return end.failed() == 0 ? 0 : Signalbox.FAILED;
        }
    }

    static String line(LoadStats.Snapshot s) {
        return String.format(
                Locale.ROOT,
                "sent %d  ok %d  failed %d%s  p50 %.1f ms  p99 %.1f ms  max %.1f ms  by version %s",
                s.sent(),
                s.succeeded(),
                s.failed(),
                s.failures().isEmpty() ? "" : " " + s.failures(),
                s.p50Millis(),
                s.p99Millis(),
                s.maxMillis(),
                s.byVersion());
    }
}
