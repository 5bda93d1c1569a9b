package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import dev.signalbox.cli.capacity.Ascent;
import dev.signalbox.cli.capacity.CurveReport;
import dev.signalbox.cli.capacity.CurveText;
import dev.signalbox.cli.capacity.Estimate;
import dev.signalbox.cli.capacity.Measured;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadPlan;
import dev.signalbox.cli.load.LoadStats;
import dev.signalbox.cli.load.Pace;
import dev.signalbox.cli.load.RequestBodies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds out how much a deployment can take, and how many replicas a wanted rate needs. */
@Command(
        name = "bench",
        description = {
            "Measure latency against throughput, from a low rate up to saturation, and estimate replicas.",
            "Every rate is constant whatever the answers do; latencies are from when a request was meant to start."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final double HIGHEST_RATE = 50_000;

    @Mixin
    private RouterOption routers = new RouterOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(names = "--data", required = true, paramLabel = "CSV", description = "rows to send, one a request, in turn")
    private Path data = Path.of("");

    @Option(
            names = "--from",
            defaultValue = "50",
            description = "the first rate, requests/s (default: ${DEFAULT-VALUE})")
    private double from;

    @Option(
            names = "--step",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "how long each rate lasts (default: ${DEFAULT-VALUE})")
    private Duration step = Duration.ZERO;

    @Option(
            names = "--timeout",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "the longest wait for an answer (default: ${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--rate", description = "the wanted rate, requests/s: says how many replicas it needs")
    private @Nullable Double rate;

    @Option(
            names = "--p99",
            defaultValue = "100ms",
            converter = DurationConverter.class,
            description = "the wanted p99 (default: ${DEFAULT-VALUE})")
    private Duration p99 = Duration.ZERO;

    @Option(
            names = "--replicas",
            defaultValue = "1",
            description = "how many replicas are measured (default: ${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--headroom",
            defaultValue = "0.7",
            description = "which part of what a replica can do is planned with (default: ${DEFAULT-VALUE})")
    private double headroom;

    @Option(names = "--report", paramLabel = "HTML", description = "a file for the curve as a page")
    private @Nullable Path report;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Require.within("--step in seconds", step.toSeconds(), 1, 600);
        Require.within("--replicas", replicas, 1, 1_000);
        Require.within("--headroom", headroom, 0.05, 1.0);
        Optional<Estimate.Wanted> wanted =
                Optional.ofNullable(rate).map(requests -> new Estimate.Wanted(requests, p99.toNanos() / 1e6));
        DeploymentName name = arguments.required();
        List<String> urls = routers.urls();
        List<byte[]> bodies = RequestBodies.ofCsv(data, new RouterClient(urls.get(0)).inputs(name));
        Ascent ascent = new Ascent(from, HIGHEST_RATE);
        PrintWriter out = spec.commandLine().getOut();
        List<Measured> curve = climb(ascent, urls, RouterClient.path(name) + "/infer", bodies);
        CurveText.of(curve).forEach(out::println);
        List<String> notes = wanted.map(w -> estimate(curve, w)).orElse(List.of());
        notes.forEach(out::println);
        if (report != null) {
            write(report, CurveReport.of(name + ": latency against throughput", curve, notes));
        }
        out.flush();
        return curve.stream().anyMatch(m -> !m.saturated()) ? 0 : Signalbox.FAILED;
    }

    private List<Measured> climb(Ascent ascent, List<String> urls, String path, List<byte[]> bodies) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("warming up");
        out.flush();
        measure(new LoadPlan(urls, path, bodies, Pace.constant(from), timeout, null, 1));
        List<Measured> done = new ArrayList<>();
        for (OptionalDouble next = ascent.next(done); next.isPresent(); next = ascent.next(done)) {
            Pace pace = Pace.constant(next.getAsDouble());
            Measured seen = measure(new LoadPlan(urls, path, bodies, pace, timeout, null, 1));
            done.add(seen);
            out.printf(
                    Locale.ROOT,
                    "%.0f requests/s: p50 %.1f ms, p99 %.1f ms%s%n",
                    seen.offered(),
                    seen.p50Millis(),
                    seen.p99Millis(),
                    seen.saturated() ? ", saturated" : "");
            out.flush();
        }
        return done;
    }

    /* What is still under way when the time is over was not answered in it; it is waited for all the same, so that the next rate
     * finds nothing of this one. */
    private Measured measure(LoadPlan plan) throws InterruptedException {
        try (LoadGenerator load = new LoadGenerator(plan)) {
            long begun = System.nanoTime();
            load.start();
            TimeUnit.NANOSECONDS.sleep(step.toNanos());
            LoadStats.Snapshot inTime = load.snapshot();
            double seconds = (System.nanoTime() - begun) / 1e9;
            LoadStats.Snapshot end = load.stop();
            long all = Math.max(1, end.sent());
            return new Measured(
                    plan.pace().ratePerSecond(),
                    inTime.succeeded() / seconds,
                    (double) (end.failed() + end.underWay()) / all,
                    end.p50Millis(),
                    end.p99Millis());
        }
    }

    private List<String> estimate(List<Measured> curve, Estimate.Wanted wanted) {
        return Estimate.of(curve, wanted, replicas, headroom)
                .map(Estimate::lines)
                .orElseGet(() -> List.of("no rate had a p99 of " + p99.toMillis()
                        + " ms or less: no number of replicas helps where one alone is slower than that"));
    }

    private static void write(Path file, String page) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, page);
    }
}
