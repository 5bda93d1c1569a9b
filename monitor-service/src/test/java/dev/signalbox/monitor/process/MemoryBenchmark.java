package dev.signalbox.monitor.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.process.MadeUpTelemetry.Message;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whether the monitor's memory stays flat with a thousand deployments, each in a rollout: every second a router's windows of both
 * versions of all of them, every ten seconds a model server's with profiles of thirty features, and verdicts on each in turn by
 * the default alarms, so that all of them are metrics. Not a part of the build; docs/benchmarks.md says how to run it.
 */
@EnabledIfSystemProperty(named = "signalbox.bench", matches = "true")
class MemoryBenchmark {
    private static final Path FOLDER = Path.of("target", "memory").toAbsolutePath();
    private static final int DEPLOYMENTS = Integer.getInteger("signalbox.bench.deployments", 1_000);
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("signalbox.bench.minutes", 10));
    private static final Duration BETWEEN = Duration.ofSeconds(20);
    private static final int SERVERS_TURN = 10;
    private static final int OF_ROUTERS = 100;
    private static final int OF_SERVERS = 10;
    private static final int VERDICTS_A_SECOND = 40;
    private static final int OK = 200;

    private final MadeUpTelemetry telemetry = new MadeUpTelemetry(2);
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong windows = new AtomicLong();
    private final AtomicLong verdicts = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** What is sent every second, and what is sent in one second of ten each. */
    private record Load(List<Message> routers, List<Message> servers) {}

    private record Sample(double seconds, double heap) {}

    @Test
    void aThousandDeploymentsForAWhile() throws Exception {
        Files.createDirectories(FOLDER);
        try (RunningPostgres postgres = RunningPostgres.start(Files.createTempDirectory(FOLDER, "data-"));
                RunningMonitor monitor = RunningMonitor.start(
                        postgres.url(), FOLDER.resolve("monitor.log"), List.of("-Xmx512m", "-XX:+UseSerialGC"));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Load load = load(monitor);
            long end = System.nanoTime() + TIME.toNanos();
            List<Future<?>> working = List.of(
                    threads.submit(everySecond(end, second -> send(monitor, load, second))),
                    threads.submit(everySecond(end, second -> ask(monitor, second))));
            List<Sample> samples = watch(monitor, end);
            for (Future<?> one : working) {
                one.get();
            }
            tell(samples);
        }
    }

    private interface Second {
        void does(int second) throws Exception;
    }

    private Callable<Void> everySecond(long end, Second work) {
        return () -> {
            long next = System.nanoTime();
            for (int second = 0; System.nanoTime() < end; second++) {
                work.does(second);
                next += TimeUnit.SECONDS.toNanos(1);
                long left = next - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
                } else {
                    late.incrementAndGet();
                    next = System.nanoTime();
                }
            }
            return null;
        };
    }

    private List<Sample> watch(RunningMonitor monitor, long end) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        long begun = System.nanoTime();
        System.out.println("seconds  live heap MiB  resident MiB    windows  verdicts  seconds that took longer");
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            Sample sample = new Sample((System.nanoTime() - begun) / 1e9, monitor.liveHeapMebibytes());
            samples.add(sample);
            System.out.printf(
                    Locale.ROOT,
                    "%7.0f %14.1f %13d %10d %9d %9d%n",
                    sample.seconds(),
                    sample.heap(),
                    monitor.residentMebibytes(),
                    windows.get(),
                    verdicts.get(),
                    late.get());
        }
        return samples;
    }

    /* By least squares over the second half: the first fills what is bounded. */
    private static void tell(List<Sample> samples) {
        List<Sample> half = samples.subList(samples.size() / 2, samples.size());
        double seconds = half.stream().mapToDouble(Sample::seconds).average().orElseThrow();
        double heap = half.stream().mapToDouble(Sample::heap).average().orElseThrow();
        double slope = half.stream()
                        .mapToDouble(one -> (one.seconds() - seconds) * (one.heap() - heap))
                        .sum()
                / half.stream()
                        .mapToDouble(one -> Math.pow(one.seconds() - seconds, 2))
                        .sum();
        System.out.printf(
                Locale.ROOT,
                "second half: %.1f MiB live on average, a line through it rises by %.2f MiB a minute%n",
                heap,
                slope * 60);
    }

    private Load load(RunningMonitor monitor) throws IOException, InterruptedException {
        List<Message> routers = new ArrayList<>();
        List<Message> servers = new ArrayList<>();
        List<TelemetryWindow> routed = new ArrayList<>();
        List<TelemetryWindow> served = new ArrayList<>();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            DeploymentName deployment = DeploymentName.parse("bench/model-" + i);
            for (ModelVersion version : List.of(new ModelVersion("1"), new ModelVersion("2"))) {
                String instance = i + "-" + version.id();
                routed.add(telemetry.routed("router/" + instance, deployment, version));
                TelemetryWindow window = telemetry.served("server-" + instance, deployment, version);
                served.add(window);
                put(monitor, deployment, version, telemetry.baseline(window));
            }
            drain(routed, OF_ROUTERS, routers);
            drain(served, OF_SERVERS, servers);
        }
        drain(routed, 1, routers);
        drain(served, 1, servers);
        return new Load(routers, servers);
    }

    private void drain(List<TelemetryWindow> from, int least, List<Message> to) throws JsonProcessingException {
        if (from.size() >= least) {
            to.add(telemetry.message(List.copyOf(from)));
            from.clear();
        }
    }

    private void put(RunningMonitor monitor, DeploymentName deployment, ModelVersion version, String baseline)
            throws IOException, InterruptedException {
        String path = "/v1/deployments/" + deployment + "/versions/" + version.id() + "/baseline";
        expect(
                204,
                HttpRequest.newBuilder(monitor.uri(path))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(baseline))
                        .build());
    }

    private void send(RunningMonitor monitor, Load load, int second) throws IOException, InterruptedException {
        for (Message message : load.routers()) {
            post(monitor, message);
        }
        for (int i = second % SERVERS_TURN; i < load.servers().size(); i += SERVERS_TURN) {
            post(monitor, load.servers().get(i));
        }
    }

    private void post(RunningMonitor monitor, Message message) throws IOException, InterruptedException {
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2);
        expect(
                OK,
                HttpRequest.newBuilder(monitor.uri("/v1/telemetry"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(message.at(at, sequence.incrementAndGet())))
                        .build());
        windows.addAndGet(message.windows());
    }

    private void ask(RunningMonitor monitor, int second) throws IOException, InterruptedException {
        for (int i = 0; i < VERDICTS_A_SECOND; i++) {
            int deployment = (second * VERDICTS_A_SECOND + i) % DEPLOYMENTS;
            expect(
                    OK,
                    HttpRequest.newBuilder(monitor.uri("/v1/deployments/bench/model-" + deployment
                                    + "/verdict?candidate=2&stable=1&since=" + since))
                            .build());
            verdicts.incrementAndGet();
        }
    }

    private void expect(int status, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }
}
