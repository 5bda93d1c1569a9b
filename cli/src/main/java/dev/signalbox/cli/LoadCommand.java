package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadPlan;
import dev.signalbox.cli.load.LoadStats;
import dev.signalbox.cli.load.Pace;
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

/** Loads a deployment at a constant rate through all routers of a mesh. */
@Command(
        name = "load",
        description = {
            "Send requests at a constant rate, whatever the answers do.",
            "Latencies are measured from when a request was meant to start."
        },
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    private static final long LONGEST_SECONDS = 86_400;

    @Mixin
    private RouterOption routers = new RouterOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(names = "--data", required = true, paramLabel = "CSV", description = "rows to send, one a request, in turn")
    private Path data = Path.of("");

    @Option(names = "--rate", defaultValue = "100", description = "requests per second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--duration",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "how long (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--timeout",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "the longest wait for an answer (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--sticky-header", description = "a header that carries one of --users users' names")
    private @Nullable String stickyHeader;

    @Option(names = "--users", defaultValue = "1000", description = "how many users (default: ${DEFAULT-VALUE})")
    private int users;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "tell what was right, by this column, as feedback after each answer")
    private @Nullable String label;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Require.within("--duration in seconds", duration.toSeconds(), 1, LONGEST_SECONDS);
        DeploymentName name = arguments.required();
        List<String> urls = routers.urls();
        List<byte[]> bodies = RequestBodies.ofCsv(data, new RouterClient(urls.get(0)).inputs(name));
        LoadPlan plan = new LoadPlan(
                urls,
                RouterClient.path(name) + "/infer",
                bodies,
                Pace.constant(rate),
                timeout,
                stickyHeader,
                users,
                label == null ? List.of() : RequestBodies.column(data, label));
        PrintWriter out = spec.commandLine().getOut();
        try (LoadGenerator load = new LoadGenerator(plan)) {
            load.start();
            for (long s = 0; s < duration.toSeconds(); s++) {
                TimeUnit.SECONDS.sleep(1);
                out.println(line(load.snapshot()));
                out.flush();
            }
            LoadStats.Snapshot end = load.stop();
            out.println("total: " + line(end));
            out.flush();
            return end.failed() == 0 && end.untold() == 0 ? 0 : Signalbox.FAILED;
        }
    }

    static String line(LoadStats.Snapshot s) {
        return String.format(
                Locale.ROOT,
                "sent %d  ok %d  failed %d%s%s  p50 %.1f ms  p99 %.1f ms  max %.1f ms  by version %s",
                s.sent(),
                s.succeeded(),
                s.failed(),
                s.failures().isEmpty() ? "" : " " + s.failures(),
                s.untold() == 0 ? "" : "  feedback refused " + s.untold(),
                s.p50Millis(),
                s.p99Millis(),
                s.maxMillis(),
                s.byVersion());
    }
}
