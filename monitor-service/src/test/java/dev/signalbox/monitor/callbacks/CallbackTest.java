package dev.signalbox.monitor.callbacks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.callbacks.ApplicationDouble.Got;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallbackTest {
    private static final String SECRET = "a secret of some length";
    private static final Path SECRETS = Path.of("target", "callback-secrets");

    @Inject
    ObjectMapper json;

    @Inject
    CallbackOutbox outbox;

    @Inject
    CallbackPost post;

    @Inject
    CallbackConfig config;

    @Inject
    Database database;

    /* From now on it is there, and what it counts. */
    @Inject
    CallbackSender sender;

    @Inject
    MeterRegistry registry;

    private ApplicationDouble application;

    @BeforeEach
    void open() throws IOException {
        application = new ApplicationDouble();
        Files.createDirectories(SECRETS);
        Files.writeString(SECRETS.resolve("people.loans"), SECRET + "\n");
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void aDecisionIsSentSignedAndThenForgotten() throws Exception {
        decided("sent", "r-1", new Callback(application.url("/decided?of=loans"), "loans"));

        await().until(() -> application.got.size() == 1 && left("sent") == 0);
        Got got = application.got.getFirst();
        JsonNode body = json.readTree(got.body());
        assertThat(got.path()).isEqualTo("/decided");
        assertThat(body.path("requestId").asText()).isEqualTo("r-1");
        assertThat(body.path("deployment").asText()).isEqualTo("people/sent");
        assertThat(body.path("state").asText()).isEqualTo("Decided");
        assertThat(body.path("decision").asText()).isEqualTo("yes");
        assertThat(body.path("decidedBy").asText()).isEqualTo("person");
        assertThat(got.header("Content-type")).isEqualTo("application/json");
        assertThat(got.header("Signalbox-callback")).matches("\\d+-1");
        String timestamp = got.header("Signalbox-timestamp");
        assertThat(Instant.ofEpochSecond(Long.parseLong(timestamp)))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(got.header("Signalbox-signature")).isEqualTo("v1=" + hmac(timestamp + "." + got.body()));
        await().until(() -> actions("sent", "r-1").equals(List.of("ask", "claim", "decide", "callback")));
    }

    private static String hmac(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatFailsIsTriedAgainWithAnotherNumberUntilItIsTaken() throws Exception {
        application.status = one -> application.got.size() < 3 ? 503 : 200;
        decided("again", "r-1", new Callback(application.url("/again"), null));

        await().until(() -> application.got.size() == 3 && left("again") == 0);
        assertThat(application.got)
                .extracting(one -> one.header("Signalbox-callback").replaceAll(".*-", ""))
                .containsExactly("1", "2", "3");
        assertThat(application.got)
                .allMatch(one -> one.header("Signalbox-signature").isEmpty());
    }

    @Test
    void whatIsNeverTakenIsGivenUpAndNobodyIsFollowedElsewhere() throws Exception {
        double before = givenUp();
        application.status = one -> 302;
        decided("lost", "r-1", new Callback(application.url("/lost"), null));
        decided("unsigned", "r-1", new Callback(application.url("/unsigned"), "not-there"));

        await().until(() -> givenUp() == before + 2);
        assertThat(application.got).extracting(Got::path).containsExactly("/lost", "/lost", "/lost");
        assertThat(actions("lost", "r-1")).endsWith("callback-given-up");
        assertThat(failure("lost")).isEqualTo("status 302");
        assertThat(failure("unsigned")).isEqualTo("there is no secret not-there");
        given().get("/v1/deployments/people/lost/decisions/r-1").then().statusCode(200);
    }

    @Test
    void twoMonitorsSendEachDecisionOnce() throws Exception {
        application.status = one -> {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return 200;
        };
        for (int i = 0; i < 40; i++) {
            put("sent-twice", "t-" + i, application.url("/" + i), Instant.now());
        }
        CallbackSender another = new CallbackSender(outbox, post, config, new SimpleMeterRegistry(), Clock.systemUTC());
        try {
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                another.run();
                return left("sent-twice") == 0;
            });
        } finally {
            another.close();
        }

        assertThat(application.overlaps).hasValue(0);
        assertThat(application.got).extracting(Got::path).hasSize(40).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(application.got.stream().map(Got::path).toList()))
                .isEqualTo(
                        IntStream.range(0, 40).mapToObj(i -> "/" + i).collect(Collectors.toCollection(TreeSet::new)));
    }

    /* One after the other, those to the one that hangs would take half a minute. */
    @Test
    void anApplicationThatHangsKeepsNobodyElseWaiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        application.status = one -> {
            try {
                end.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return 200;
        };
        for (int i = 0; i < 120; i++) {
            put("hangs", "h-" + i, application.url("/hangs"), Instant.now());
        }
        try (ApplicationDouble other = new ApplicationDouble()) {
            for (int i = 0; i < 10; i++) {
                put("works", "w-" + i, other.url("/works"), Instant.now());
            }

            await().until(() -> left("works") == 0);
            assertThat(other.got).hasSize(10);
            assertThat(left("hangs")).isPositive();
        } finally {
            database.inTransaction(connection ->
                    Statements.update(connection, "delete from callback where deployment = ?", "people/hangs"));
            end.countDown();
        }
    }

    /* In an hour, so that the monitor under test leaves it alone. */
    @Test
    void whatAMonitorTookAndNeverEndedIsSentByAnother() throws Exception {
        Instant then = Instant.now().plus(Duration.ofHours(1));
        Duration lease = Duration.ofMinutes(1);
        put("killed", "k-1", application.url("/killed"), then);

        CallbackOutbox.Due first =
                taken("killed", outbox.take(100, lease, then)).orElseThrow();
        assertThat(taken("killed", outbox.take(100, lease, then.plusSeconds(59))))
                .isEmpty();
        CallbackOutbox.Due second =
                taken("killed", outbox.take(100, lease, then.plusSeconds(61))).orElseThrow();
        assertThat(second.tries()).isEqualTo(2);

        outbox.again(first, then, "too late to say so");
        assertThat(taken("killed", outbox.take(100, lease, then.plusSeconds(62))))
                .isEmpty();
        assertThat(outbox.giveUp(first, then, "too late to say so")).isFalse();
        outbox.delivered(second, then);
        outbox.delivered(first, then);
        assertThat(left("killed")).isZero();
        assertThat(actions("killed", "k-1")).containsExactly("callback");
    }

    @Test
    void whatWasTriedTooOftenIsGivenUpWithoutAnotherTry() throws Exception {
        double before = givenUp();
        put("often", "o-1", application.url("/often"), Instant.now().plus(Duration.ofHours(1)));
        database.inTransaction(connection -> Statements.update(
                connection,
                "update callback set tries = ?, next_at = now() where deployment = ?",
                config.tries(),
                "people/often"));

        await().until(() -> givenUp() == before + 1);

        assertThat(actions("often", "o-1")).containsExactly("callback-given-up");
        assertThat(application.got).noneMatch(one -> one.path().equals("/often"));
    }

    private static Optional<CallbackOutbox.Due> taken(String model, List<CallbackOutbox.Due> all) {
        return all.stream()
                .filter(one -> one.deployment().equals(new DeploymentName("people", model)))
                .findFirst();
    }

    private void put(String model, String requestId, String url, Instant when) {
        TicketStatus status = new TicketStatus(
                new DeploymentName("people", model),
                requestId,
                TicketState.Decided,
                "yes",
                DecidedBy.PERSON,
                when,
                when);
        database.inTransaction(connection -> {
            outbox.add(connection, status, new Callback(url, null), when);
            return null;
        });
    }

    private void decided(String model, String id, Callback callback) throws JsonProcessingException {
        TicketRequest ticket = new TicketRequest(
                TicketRequest.VERSION,
                new DeploymentName("people", model),
                id,
                new ModelVersion("1"),
                TicketReason.HumanOnly,
                Instant.now(),
                0.5,
                "1",
                TicketRequest.Content.of("application/json", "{\"inputs\":[]}".getBytes(StandardCharsets.UTF_8), null),
                null,
                List.of(),
                new ReviewPolicy(null, Overdue.Expire, ShowSuggestion.AfterDecision, callback));
        act("/v1/tickets", ticket, 201);
        String one = "/v1/reviews/people/" + model + "/" + id;
        act(one + "/claim", Map.of("reviewer", "ada"), 200);
        act(one + "/decide", Map.of("reviewer", "ada", "decision", "yes"), 200);
    }

    private void act(String path, Object body, int status) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(body))
                .post(path)
                .then()
                .statusCode(status);
    }

    private int left(String model) {
        return query("select request_id from callback where deployment = ? and given_up_at is null", "people/" + model)
                .size();
    }

    private String failure(String model) {
        return query("select last_failure from callback where deployment = ?", "people/" + model)
                .getFirst();
    }

    private List<String> actions(String model, String id) {
        return query(
                "select action from ticket_event where deployment = ? and request_id = ? order by id",
                "people/" + model,
                id);
    }

    private List<String> query(String sql, Object... values) {
        return database.inTransaction(connection -> Statements.texts(connection, sql, values));
    }

    private double givenUp() {
        return registry.get(MeterNames.CALLBACKS_GIVEN_UP).counter().count();
    }
}
