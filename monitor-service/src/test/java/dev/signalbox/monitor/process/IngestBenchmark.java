package dev.signalbox.monitor.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryCounter;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How many windows a second the monitor takes, beside a bound: the same bytes put into a table as they are, by the same number
 * of connections, without a monitor. Nine of ten windows are routers', in batches of a hundred (a second of fifty deployments with two
 * versions); one of ten is a model server's, alone, with profiles of thirty features. The monitor, its PostgreSQL and the senders
 * share the machine. Not a part of the build; docs/benchmarks.md says how to run it.
 */
@EnabledIfSystemProperty(named = "signalbox.bench", matches = "true")
class IngestBenchmark {
    private static final Path FOLDER = Path.of("target", "ingest").toAbsolutePath();
    private static final int SENDERS = 8;
    private static final int DEPLOYMENTS = Integer.getInteger("signalbox.bench.deployments", 400);
    private static final int FEATURES = 30;
    private static final int ROUTED = 100;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("signalbox.bench.seconds", 10));

    /* Stand in the messages where each sending puts its own. */
    private static final long SEQUENCE = 8_000_000_000_000_000_000L;
    private static final Instant START = Instant.parse("2001-02-03T04:05:06Z");

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final AtomicLong sequence = new AtomicLong();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** A message as text, and how many windows are in it. */
    private record Message(String text, int windows) {
        String at(Instant start, long sequence) {
            return text.replace(START.toString(), start.toString())
                    .replace(
                            START.plusSeconds(1).toString(),
                            start.plusSeconds(1).toString())
                    .replace(Long.toString(SEQUENCE), Long.toString(sequence));
        }
    }

    private interface Sender {
        void send(Message message) throws Exception;
    }

    @Test
    void windowsASecond() throws Exception {
        Files.createDirectories(FOLDER);
        try (RunningPostgres postgres = RunningPostgres.start(Files.createTempDirectory(FOLDER, "data-"));
                RunningMonitor monitor = RunningMonitor.start(
                        postgres.url(), FOLDER.resolve("monitor.log"), List.of("-Xmx512m", "-XX:+UseSerialGC"))) {
            List<List<Message>> messages = messages();
            play(messages, WARM_UP, () -> throughMonitor(monitor));
            List<Double> ours = new ArrayList<>();
            List<Double> bound = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double cpu = cpuSeconds(monitor.pid());
                ours.add(play(messages, MEASURED, () -> throughMonitor(monitor)));
                cpu = cpuSeconds(monitor.pid()) - cpu;
                bound.add(play(messages, MEASURED, () -> asTheyAre(postgres)));
                System.out.printf(
                        Locale.ROOT,
                        "round %d: monitor %.0f windows/s (its own CPU %.0f us a window), bytes as they are %.0f windows/s;"
                                + " monitor's memory %d MiB%n",
                        round + 1,
                        ours.get(round),
                        1e6 * cpu / (ours.get(round) * MEASURED.toSeconds()),
                        bound.get(round),
                        residentMebibytes(monitor.pid()));
            }
            System.out.printf(
                    Locale.ROOT,
                    "median: monitor %.0f windows/s, bound %.0f windows/s, ratio %.2f, %d deployments%n",
                    median(ours),
                    median(bound),
                    median(ours) / median(bound),
                    DEPLOYMENTS);
        }
    }

    private double play(List<List<Message>> messages, Duration time, Callable<Sender> connect) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        AtomicLong windows = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<?>> sending = new ArrayList<>();
            for (List<Message> own : messages) {
                sending.add(threads.submit(() -> {
                    Sender sender = connect.call();
                    for (int i = 0; System.nanoTime() < end; i++) {
                        Message message = own.get(i % own.size());
                        sender.send(message);
                        windows.addAndGet(message.windows());
                    }
                    return null;
                }));
            }
            for (Future<?> sender : sending) {
                sender.get();
            }
        }
        return windows.get() / (double) time.toSeconds();
    }

    private Sender throughMonitor(RunningMonitor monitor) {
        return message -> {
            HttpRequest request = HttpRequest.newBuilder(monitor.uri("/v1/telemetry"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(message.at(lately(), sequence.incrementAndGet())))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
        };
    }

    /* Each message in a transaction of its own, as a window that is acknowledged has to be durable. */
    private Sender asTheyAre(RunningPostgres postgres) throws SQLException {
        Connection connection = DriverManager.getConnection(postgres.url());
        try (Statement table = connection.createStatement()) {
            table.execute("create table if not exists as_it_is (id bigint primary key, body bytea not null)");
        } catch (SQLException e) {
            // Another sender has just made it.
        }
        PreparedStatement put = connection.prepareStatement("insert into as_it_is values (?, ?)");
        return message -> {
            long id = sequence.incrementAndGet();
            put.setLong(1, id);
            put.setBytes(2, message.at(lately(), id).getBytes(StandardCharsets.UTF_8));
            put.execute();
        };
    }

    private static Instant lately() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2);
    }

    private List<List<Message>> messages() throws JsonProcessingException {
        List<List<Message>> all = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int sender = 0; sender < SENDERS; sender++) {
            List<Message> own = new ArrayList<>();
            for (int batch = 0; batch < 8; batch++) {
                String router = "router-" + sender + "-" + batch;
                int first = random.nextInt(DEPLOYMENTS);
                own.add(message(IntStream.range(0, ROUTED)
                        .mapToObj(i -> routed(router + "/" + i, (first + i / 2) % DEPLOYMENTS, i % 2, random))
                        .toList()));
                for (int server = 0; server < ROUTED / 9; server++) {
                    own.add(message(List.of(served(
                            "server-" + sender + "-" + batch + "-" + server, random.nextInt(DEPLOYMENTS), random))));
                }
            }
            all.add(own);
        }
        return all;
    }

    private Message message(List<TelemetryWindow> windows) throws JsonProcessingException {
        return new Message(json.writeValueAsString(TelemetryBatch.of(windows)), windows.size());
    }

    private static TelemetryWindow routed(String instance, int deployment, int version, SplittableRandom random) {
        return TelemetryWindow.ofRouter(
                origin(instance),
                DeploymentName.parse("bench/model-" + deployment),
                new ModelVersion(Integer.toString(version + 1)),
                new RouterCounts(100, Map.of(), 1, 0, 0, 0, latencies(random)));
    }

    private static TelemetryWindow served(String instance, int deployment, SplittableRandom random) {
        Map<String, FeatureProfile> features = new TreeMap<>();
        for (int feature = 0; feature < FEATURES; feature++) {
            features.put("feature_" + feature, feature % 3 == 0 ? category(random) : number(random));
        }
        CategoryCounter answer = CategoryCounter.of(List.of("no", "yes"), Map.of());
        NumberCounter confidence = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        for (int row = 0; row < 1_000; row++) {
            answer.add(random.nextInt(2));
            confidence.add(random.nextDouble());
        }
        return TelemetryWindow.ofServer(
                origin(instance),
                DeploymentName.parse("bench/model-" + deployment),
                new ModelVersion("1"),
                new ServerCounts(
                        1_000,
                        0,
                        0,
                        1_000,
                        0,
                        Map.of(),
                        Map.of(),
                        latencies(random),
                        features,
                        Map.of("approved", OutputProfile.of(answer.drain(), confidence.drainNumbers()))));
    }

    private static FeatureProfile number(SplittableRandom random) {
        NumberCounter counter =
                new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(.1, .2, .3, .4, .5, .6, .7, .8, .9)));
        for (int row = 0; row < 1_000; row++) {
            counter.add(random.nextDouble());
        }
        return counter.drain();
    }

    private static FeatureProfile category(SplittableRandom random) {
        CategoryCounter counter = CategoryCounter.of(List.of("red", "green", "blue", "black"), Map.of());
        for (int row = 0; row < 1_000; row++) {
            counter.add(random.nextInt(4));
        }
        return counter.drain();
    }

    private static LatencyHistogram latencies(SplittableRandom random) {
        LatencyRecorder recorder = new LatencyRecorder();
        for (int request = 0; request < 100; request++) {
            recorder.recordNanos((long) (1e6 * Math.exp(random.nextDouble() * 2)));
        }
        return recorder.drain();
    }

    private static TelemetryWindow.Origin origin(String instance) {
        return new TelemetryWindow.Origin(instance, SEQUENCE, START, START.plusSeconds(1));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /* proc(5): utime and stime, in ticks of 10 ms. */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TimeUnit.SECONDS.toMillis(1) * 10;
    }

    private static long residentMebibytes(long pid) throws IOException {
        String statm = Files.readString(Path.of("/proc", Long.toString(pid), "statm"));
        return (Long.parseLong(statm.split(" ", -1)[1]) * 4_096) >> 20;
    }
}
