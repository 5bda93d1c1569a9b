package dev.signalbox.monitor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that was acknowledged is lost, and nothing is stored twice, whatever is killed or restarted meanwhile. */
class SurvivesIT {
    private static final Path FOLDER = Path.of("target", "survives").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final DeploymentName LOAN = DeploymentName.parse("survives/loan");
    private static final String DEPLOYMENT =
            "?deployment=" + URLEncoder.encode(LOAN.toString(), StandardCharsets.UTF_8);
    private static final int MORE = 25;

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final AtomicBoolean enough = new AtomicBoolean();
    private RunningPostgres postgres;
    private RunningMonitor monitor;
    private Instant begun;

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectories(FOLDER);
        postgres = RunningPostgres.start(Files.createTempDirectory(FOLDER, "data-"));
        monitor = RunningMonitor.start(postgres.url(), FOLDER.resolve("monitor.log"));
        begun = Instant.now();
    }

    @AfterEach
    void end() throws Exception {
        monitor.close();
        postgres.close();
    }

    @Test
    void whatWasAcknowledgedIsStoredOnce() throws Exception {
        Sender windows = new Sender(
                "/v1/telemetry", Duration.ZERO, n -> TelemetryBatch.of(List.of(window(n, "1"), window(n, "2"))));
        Sender records = new Sender("/v1/records", Duration.ZERO, n -> RecordBatch.of(List.of(kept(n))));
        Sender feedback = new Sender(
                "/v1/feedback" + DEPLOYMENT,
                Duration.ZERO,
                n -> new Feedback("r" + n, FeedbackKind.LABEL, n % 2 == 0, null));
        /* Slower than the others: only so many may wait. */
        Sender tickets = new Sender("/v1/tickets", PAUSE, SurvivesIT::ticket);
        Reviewer reviewer = new Reviewer();
        List<Sender> senders = List.of(windows, records, feedback, tickets);
        try (ExecutorService threads = Executors.newFixedThreadPool(senders.size() + 1)) {
            List<Future<?>> sending = new ArrayList<>();
            sending.add(threads.submit(reviewer));
            senders.forEach(sender -> sending.add(threads.submit(sender)));
            try {
                awaitMoreOf(senders);
                monitor.kill();
                awaitMoreOf(senders);
                postgres.restart();
                awaitMoreOf(senders);
                monitor.kill();
                postgres.restart();
                awaitMoreOf(senders);
            } finally {
                enough.set(true);
            }
            for (Future<?> sender : sending) {
                sender.get();
            }
        }

        assertThat(senders).allMatch(sender -> sender.failed.get() > 0, "had to send again");
        assertThat(number("select sum(requests) from counted_second where deployment = '" + LOAN + "'"))
                .isEqualTo(2 * requestsOf(windows.acknowledged.get()));
        assertThat(number("select count(*) from inference_record")).isEqualTo(records.acknowledged.get());
        assertThat(number("select count(*) from feedback where kind = 'LABEL'")).isEqualTo(feedback.acknowledged.get());
        assertThat(number("select count(*) from ticket")).isEqualTo(tickets.acknowledged.get());
        assertThat(number("select count(*) from ticket_event where action = 'ask'"))
                .isEqualTo(tickets.acknowledged.get());
        decisionsAreThoseOfTheReviewer(reviewer);
        twoReplicasAgree();
    }

    /* Each that was acknowledged, as it was, once; and each is feedback as well. */
    private void decisionsAreThoseOfTheReviewer(Reviewer reviewer) throws SQLException {
        assertThat(reviewer.decided).hasSizeGreaterThan(MORE);
        Map<String, String> stored = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select request_id, decision from ticket where state = 'Decided'")) {
            while (row.next()) {
                stored.put(row.getString(1), row.getString(2));
            }
        }
        assertThat(stored).isEqualTo(reviewer.decided);
        assertThat(number("select count(*) from ticket_event where action = 'decide'"))
                .isEqualTo(stored.size());
        assertThat(number("select count(*) from feedback where kind = 'DECISION'"))
                .isEqualTo(stored.size());
    }

    /* The second one took none of the windows. */
    private void twoReplicasAgree() throws Exception {
        try (RunningMonitor other = RunningMonitor.start(postgres.url(), FOLDER.resolve("other.log"))) {
            JsonNode one = verdict(monitor);
            JsonNode two = verdict(other);
            assertThat(one.path("candidateRequests").asLong()).isPositive();
            assertThat(two).isEqualTo(one);
        }
    }

    private JsonNode verdict(RunningMonitor asked) throws IOException, InterruptedException {
        URI uri = asked.uri("/v1/deployments/" + LOAN + "/verdict?candidate=2&stable=1&since="
                + URLEncoder.encode(begun.toString(), StandardCharsets.UTF_8));
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        /* It was given at another moment, and says so. */
        return ((ObjectNode) json.readTree(answer.body())).without("asOf");
    }

    private void awaitMoreOf(List<Sender> senders) {
        List<Long> before = senders.stream().map(s -> s.acknowledged.get()).toList();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, senders.size())
                        .allMatch(i -> senders.get(i).acknowledged.get() >= before.get(i) + MORE));
    }

    private long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static TelemetryWindow window(long number, String version) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2);
        return TelemetryWindow.ofRouter(
                new TelemetryWindow.Origin("router-of-" + version, number, start, start.plusSeconds(1)),
                LOAN,
                new ModelVersion(version),
                new RouterCounts(requests(number), Map.of(), 0, 0, 0, 0, LatencyHistogram.EMPTY));
    }

    /* Windows of different sizes: one lost and another twice would not make up for each other. */
    private static long requests(long number) {
        return 1 + number % 7;
    }

    private static long requestsOf(long windows) {
        long sum = 0;
        for (long n = 0; n < windows; n++) {
            sum += requests(n);
        }
        return sum;
    }

    private static TicketRequest ticket(long number) {
        return new TicketRequest(
                TicketRequest.VERSION,
                LOAN,
                "t" + number,
                new ModelVersion("1"),
                TicketReason.LowConfidence,
                Instant.now(),
                0.5,
                "1",
                TicketRequest.Content.of(
                        "application/json",
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[1]}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        null),
                null,
                List.of(),
                null);
    }

    private static InferenceRecord kept(long number) {
        return new InferenceRecord(
                "r" + number,
                LOAN,
                new ModelVersion("1"),
                "server",
                Instant.now(),
                100,
                1,
                Map.of("x", List.of(number)),
                Map.of("y", List.of(0.5)),
                List.of());
    }

    /** Sends one message after another, each again and again, the same, until it is acknowledged; in the end too. */
    private final class Sender implements Runnable {
        private final String path;
        private final Duration pause;
        private final LongFunction<Object> messages;
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();

        Sender(String path, Duration pause, LongFunction<Object> messages) {
            this.path = path;
            this.pause = pause;
            this.messages = messages;
        }

        @Override
        public void run() {
            Instant limit = Instant.now().plus(PATIENCE.multipliedBy(4));
            for (long n = 0; !enough.get() && Instant.now().isBefore(limit); n++) {
                String message = written(messages.apply(n));
                while (!taken(message)) {
                    failed.incrementAndGet();
                    assertThat(Instant.now()).isBefore(limit);
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
                acknowledged.incrementAndGet();
                LockSupport.parkNanos(pause.toNanos());
            }
        }

        private String written(Object message) {
            try {
                return json.writeValueAsString(message);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private boolean taken(String message) {
            return answered(path, message).isPresent();
        }
    }

    /** Takes one ticket after another and decides on it, again and again in the same way until the decision is acknowledged. */
    private final class Reviewer implements Runnable {
        private final Map<String, String> decided = new ConcurrentHashMap<>();

        @Override
        public void run() {
            Instant limit = Instant.now().plus(PATIENCE.multipliedBy(4));
            while (!enough.get() && Instant.now().isBefore(limit)) {
                String id = answered("/v1/reviews/next", "{\"reviewer\":\"ada\"}")
                        .filter(text -> !text.isEmpty())
                        .map(this::requestId)
                        .orElse("");
                if (id.isEmpty()) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                } else {
                    decide(id, limit);
                }
            }
        }

        private void decide(String id, Instant limit) {
            String value = Integer.toString(decided.size());
            String said = "{\"reviewer\":\"ada\",\"decision\":" + value + "}";
            while (answered("/v1/reviews/" + LOAN + "/" + id + "/decide", said).isEmpty()) {
                assertThat(Instant.now()).isBefore(limit);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            assertThat(decided.put(id, value)).as("%s came twice", id).isNull();
        }

        private String requestId(String ticket) {
            try {
                return json.readTree(ticket).path("requestId").asText();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /* What the monitor acknowledged; empty where it is away, or its database. */
    private Optional<String> answered(String path, String message) {
        HttpRequest request = HttpRequest.newBuilder(monitor.uri(path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode())
                    .as("%s: not a fault of the sender's: %s", path, answer.body())
                    .satisfiesAnyOf(
                            s -> assertThat(s).isBetween(200, 299),
                            s -> assertThat(s).isGreaterThanOrEqualTo(500));
            return answer.statusCode() < 300 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException away) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
