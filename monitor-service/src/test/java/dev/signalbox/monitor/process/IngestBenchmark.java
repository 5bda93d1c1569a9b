package dev.signalbox.monitor.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.process.MadeUpTelemetry.Message;
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
import java.util.SplittableRandom;
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
    private static final int ROUTED = 100;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("signalbox.bench.seconds", 10));

    private final MadeUpTelemetry telemetry = new MadeUpTelemetry(1);
    private final AtomicLong sequence = new AtomicLong();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

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
                        monitor.residentMebibytes());
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
                own.add(telemetry.message(IntStream.range(0, ROUTED)
                        .mapToObj(i -> telemetry.routed(
                                router + "/" + i, deployment((first + i / 2) % DEPLOYMENTS), version(i % 2)))
                        .toList()));
                for (int server = 0; server < ROUTED / 9; server++) {
                    own.add(telemetry.message(List.of(telemetry.served(
                            "server-" + sender + "-" + batch + "-" + server,
                            deployment(random.nextInt(DEPLOYMENTS)),
                            version(0)))));
                }
            }
            all.add(own);
        }
        return all;
    }

    private static DeploymentName deployment(int number) {
        return DeploymentName.parse("bench/model-" + number);
    }

    private static ModelVersion version(int number) {
        return new ModelVersion(Integer.toString(number + 1));
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
}
