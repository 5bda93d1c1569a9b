package dev.signalbox.monitor.tickets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketApiTest {
    private static final String ASKED = """
            {"inputs":[{"name":"age","shape":[1],"datatype":"INT64","data":[42]},
             {"name":"ssn","shape":[1],"datatype":"BYTES","data":["123-45"]}]}""";

    /* The number that is masked was never seen in training either, and nobody is told. */
    private static final String BASELINE = """
            {"v": 1, "rows": 10, "outputs": {}, "features": {
             "age": {"kind": "numeric", "rows": 10, "missing": 0, "values": {"edges": [], "counts": [10],
              "moments": {"count": 10, "sum": 300, "sumOfSquares": 9500, "min": 19, "max": 40}}},
             "ssn": {"kind": "category", "rows": 10, "missing": 0, "categories":
              {"counts": {"000-00": 10}, "other": 0, "unseen": 0}}}}""";

    /* As the tests are configured. */
    private static final int MOST_AUDITS = 3;

    @Inject
    ObjectMapper json;

    @Inject
    TicketStore store;

    @Inject
    DueTickets due;

    @Inject
    Database database;

    @Test
    void aTicketIsKeptOnceDecidedByAPersonAndToldToTheApplication() throws JsonProcessingException {
        String one = "/v1/reviews/people/loan/r-1";
        keep("loan", "r-1", 0.6).statusCode(201).body("state", equalTo("Waiting"));
        keep("loan", "r-1", 0.6).statusCode(200);
        given().get("/v1/deployments/people/loan/decisions/r-1")
                .then()
                .statusCode(202)
                .header("Retry-After", "10")
                .body("reviewer", nullValue());

        act("/v1/reviews/next?deployment=people/loan", Map.of("reviewer", "ada"))
                .statusCode(200)
                .body("requestId", equalTo("r-1"))
                .body("state", equalTo("Claimed"))
                .body("inputs[0].data", equalTo(List.of(42)))
                .body("inputs[1].masked", equalTo(true))
                .body("inputs[1].data", nullValue())
                .body("confidence", nullValue())
                .body("outputs", nullValue());
        act("/v1/reviews/next?deployment=people/loan", Map.of("reviewer", "bob"))
                .statusCode(204);
        act(one + "/decide", Map.of("reviewer", "bob", "decision", "yes"))
                .statusCode(409)
                .body("type", equalTo("ticket-state"))
                .body("detail", containsString("another reviewer"));
        act(one + "/decide", Map.of("reviewer", "ada", "decision", 1, "note", "clear enough"))
                .statusCode(200)
                .body("decision", equalTo(1))
                .body("confidence", equalTo(0.6f));

        given().get("/v1/deployments/people/loan/decisions/r-1?wait=5s")
                .then()
                .statusCode(200)
                .body("state", equalTo("Decided"))
                .body("decision", equalTo(1))
                .body("decidedBy", equalTo("person"));
        given().get(one + "/audit").then().body("action", equalTo(List.of("ask", "claim", "decide")));
        given().get("/v1/reviews?deployment=people/loan&state=decided").then().body("requestId", hasItem("r-1"));
    }

    @Test
    void manyReviewersNeverGetTheSameTicket() throws Exception {
        for (int i = 0; i < 40; i++) {
            keep("busy", "b-" + i, i / 100.0).statusCode(201);
        }
        List<Future<List<String>>> got = new ArrayList<>();
        try (ExecutorService reviewers = Executors.newFixedThreadPool(8)) {
            for (int reviewer = 0; reviewer < 8; reviewer++) {
                String who = "reviewer " + reviewer;
                got.add(reviewers.submit(() -> {
                    List<String> own = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        store.claimNext(DeploymentName.parse("people/busy"), who, Instant.now())
                                .ifPresent(ticket -> own.add(ticket.requestId()));
                    }
                    return own;
                }));
            }
        }
        List<String> all = new ArrayList<>();
        for (Future<List<String>> own : got) {
            all.addAll(own.get());
        }
        assertThat(new HashSet<>(all)).hasSameSizeAs(all).hasSizeBetween(30, 40);
    }

    @Test
    void whatWasSkippedComesToOthersAndWhatIsDueExpires() throws JsonProcessingException {
        keep("skipped", "s-1", 0.5).statusCode(201);
        act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "ada"))
                .statusCode(200);
        act("/v1/reviews/people/skipped/s-1/skip", Map.of("reviewer", "ada"))
                .statusCode(200)
                .body("state", equalTo("Waiting"));
        act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "ada"))
                .statusCode(204);
        act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "bob"))
                .statusCode(200);

        due.settle(Instant.now().plusSeconds(90_000));

        given().get("/v1/deployments/people/skipped/decisions/s-1")
                .then()
                .statusCode(200)
                .body("state", equalTo("Expired"));
        act("/v1/reviews/people/skipped/s-1/claim", Map.of("reviewer", "bob"))
                .statusCode(409)
                .body("detail", containsString("nobody waits"));
    }

    @Test
    void whatIsDueIsDoneAsTheDeploymentWants() throws JsonProcessingException {
        keep("due", "model", 0.5, policy(Overdue.Model)).statusCode(201);
        keep("due", "keep", 0.5, policy(Overdue.Keep)).statusCode(201);
        keep("due", "expire", 0.5, policy(Overdue.Expire)).statusCode(201);
        keep("due", "later", 0.5).statusCode(201);

        due.settle(Instant.now().plusSeconds(61));

        given().get("/v1/deployments/people/due/decisions/model")
                .then()
                .statusCode(200)
                .body("state", equalTo("Decided"))
                .body("decision", equalTo("1"))
                .body("decidedBy", equalTo("model"));
        given().get("/v1/deployments/people/due/decisions/expire")
                .then()
                .statusCode(200)
                .body("state", equalTo("Expired"))
                .body("decidedBy", nullValue());
        given().get("/v1/deployments/people/due/decisions/later").then().statusCode(202);
        given().get("/v1/deployments/people/due/decisions/keep").then().statusCode(202);
        given().get("/v1/reviews/people/due/model/audit").then().body("action", equalTo(List.of("ask", "model")));
        assertThat(due.waiting().get("people/due")).isEqualTo(new DueTickets.Waiting(2, 1));
        assertThat(decisionsOn("people/due", "model")).isZero();

        act("/v1/reviews/people/due/keep/claim", Map.of("reviewer", "ada")).statusCode(200);
        act("/v1/reviews/people/due/keep/decide", Map.of("reviewer", "ada", "decision", "0"))
                .statusCode(200)
                .body("decidedBy", equalTo("person"));
        given().get("/v1/reviews/people/due/keep/audit")
                .then()
                .body("action", equalTo(List.of("ask", "keep", "claim", "decide")));
        assertThat(decisionsOn("people/due", "keep")).isOne();
    }

    @Test
    void severalMonitorsSeeToATicketOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            keep("twice", "t-" + i, 0.5, policy(List.of(Overdue.values()).get(i % 3)))
                    .statusCode(201);
        }
        Instant late = Instant.now().plusSeconds(61);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Map<DueTickets.End, Integer>>> settled = new ArrayList<>();
        try (ExecutorService monitors = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                settled.add(monitors.submit(() -> {
                    together.await();
                    return due.settle(late);
                }));
            }
            together.countDown();
        }
        for (Future<Map<DueTickets.End, Integer>> one : settled) {
            one.get();
        }
        due.settle(late);

        for (int i = 0; i < 30; i++) {
            assertThat(store.acts(DeploymentName.parse("people/twice"), "t-" + i))
                    .extracting(TicketRows.Act::action)
                    .containsExactly("ask", List.of("expire", "model", "keep").get(i % 3));
        }
    }

    @Test
    void whatTheModelSaysIsShownAsTheDeploymentWants() throws JsonProcessingException {
        for (ShowSuggestion shown : ShowSuggestion.values()) {
            boolean before = shown == ShowSuggestion.Always;
            boolean after = shown != ShowSuggestion.Never;
            String model = "shown-" + shown.name().toLowerCase(Locale.ROOT);
            String one = "/v1/reviews/people/" + model + "/s-1";
            keep(model, "s-1", 0.6, new ReviewPolicy(null, Overdue.Expire, shown))
                    .statusCode(201);

            suggests(
                    given().get("/v1/reviews?deployment=people/" + model).then().rootPath("[0]"), before);
            suggests(given().get(one).then(), before);
            suggests(act("/v1/reviews/next?deployment=people/" + model, Map.of("reviewer", "ada")), before);
            suggests(act(one + "/decide", Map.of("reviewer", "ada", "decision", "0")), after);
            suggests(given().get(one).then(), after);
        }
    }

    @Test
    void whatIsCheckedComesLastTakesNobodysPlaceAndIsNeverDecidedByTheModel() throws JsonProcessingException {
        for (int i = 0; i < MOST_AUDITS; i++) {
            keep("checked", "c-" + i, 0.9, policy(Overdue.Model), TicketReason.Audit)
                    .statusCode(201);
        }
        keep("checked", "c-more", 0.9, policy(Overdue.Model), TicketReason.Audit)
                .statusCode(503)
                .body("type", equalTo("busy"));
        keep("checked", "unsure", 0.9).statusCode(201);
        act("/v1/reviews/next?deployment=people/checked", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("unsure"));
        act("/v1/reviews/next?deployment=people/checked", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("c-0"))
                .body("reason", equalTo("Audit"));
        act("/v1/reviews/people/checked/c-0/decide", Map.of("reviewer", "ada", "decision", "0"))
                .statusCode(200);
        assertThat(decisionsOn("people/checked", "c-0")).isOne();

        due.settle(Instant.now().plusSeconds(61));

        given().get("/v1/reviews/people/checked/c-1/audit").then().body("action", equalTo(List.of("ask", "lapse")));
        given().get("/v1/deployments/people/checked/decisions/c-1").then().body("state", equalTo("Expired"));
    }

    @Test
    void whatVersionsDisagreeOnComesBeforeWhatIsNearlySureAndIsOtherwiseLikeACheck() throws JsonProcessingException {
        for (int i = 0; i < MOST_AUDITS; i++) {
            keep("disputed", "d-" + i, 0.9, policy(Overdue.Model), TicketReason.Disagreement)
                    .statusCode(201);
        }
        keep("disputed", "c-more", 0.9, policy(Overdue.Model), TicketReason.Audit)
                .statusCode(503)
                .body("type", equalTo("busy"));
        keep("disputed", "unsure", 0.9).statusCode(201);
        act("/v1/reviews/next?deployment=people/disputed", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("d-0"))
                .body("reason", equalTo("Disagreement"));

        due.settle(Instant.now().plusSeconds(61));

        given().get("/v1/reviews/people/disputed/d-1/audit").then().body("action", equalTo(List.of("ask", "lapse")));
    }

    private static void suggests(ValidatableResponse answer, boolean shown) {
        answer.statusCode(200)
                .body("confidence", shown ? equalTo(0.6f) : nullValue())
                .body("predicted", shown ? equalTo("1") : nullValue())
                .body("outputs", shown ? notNullValue() : nullValue());
    }

    private static ReviewPolicy policy(Overdue overdue) {
        return new ReviewPolicy(60L, overdue, ShowSuggestion.AfterDecision);
    }

    private long decisionsOn(String deployment, String requestId) {
        return database.inTransaction(connection -> Statements.texts(
                        connection,
                        "select kind from feedback where deployment = ? and request_id = ?",
                        deployment,
                        requestId)
                .size());
    }

    @Test
    void aListCanLeaveOutWhatWasAsked() throws JsonProcessingException {
        keep("listed", "l-1", 0.5).statusCode(201);
        given().get("/v1/reviews?deployment=people/listed")
                .then()
                .body("inputs[0].name", equalTo(List.of("age", "ssn")));
        given().get("/v1/reviews?deployment=people/listed&inputs=false")
                .then()
                .statusCode(200)
                .body("requestId", equalTo(List.of("l-1")))
                .body("[0].inputs", nullValue());
        given().get("/v1/reviews?inputs=some")
                .then()
                .statusCode(400)
                .body("detail", containsString("inputs must be true or false"));
    }

    @Test
    void whatIsUnlikeTheTrainingDataComesFirstAndSaysWhy() throws JsonProcessingException {
        keep("odd", "usual", 0.5).statusCode(201);
        given().contentType(ContentType.JSON)
                .body(BASELINE)
                .put("/v1/deployments/people/odd/versions/1/baseline")
                .then()
                .statusCode(204);
        keep("odd", "odd", 0.7).statusCode(201);
        keep("odd", "odd", 0.7).statusCode(200);

        given().get("/v1/reviews?deployment=people/odd")
                .then()
                .body("requestId", equalTo(List.of("odd", "usual")))
                .body("unusual[0]", equalTo("age: is 42, in training it was 19 to 40"))
                .body("unusual[1]", nullValue());
        given().get("/v1/reviews/people/odd/odd/audit")
                .then()
                .body("action", equalTo(List.of("ask", "unusual")))
                .body("who", equalTo(List.of("router", "monitor")));
        given().get("/v1/reviews/people/odd/odd").then().body("unusual", containsString("age"));
    }

    @Test
    void whatCameInBinaryIsShownAndStaysMasked() throws JsonProcessingException {
        String head = """
                {"inputs":[{"name":"photo","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":12}},
                 {"name":"ssn","shape":[1],"datatype":"INT32","parameters":{"binary_data_size":4}},
                 {"name":"age","shape":[2],"datatype":"FP32","parameters":{"binary_data_size":8}},
                 {"name":"cut","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}}]}""";
        byte[] document = head.getBytes(StandardCharsets.UTF_8);
        byte[] tensors = HexFormat.of().parseHex("0800000089504e470d0a1a0a" + "11111111" + "0000c03f0000c07f" + "00");
        ByteBuffer body = ByteBuffer.allocate(document.length + tensors.length)
                .put(document)
                .put(tensors);
        keep(new TicketRequest(
                        TicketRequest.VERSION,
                        new DeploymentName("people", "binary"),
                        "b-1",
                        new ModelVersion("1"),
                        TicketReason.NoPrediction,
                        Instant.now(),
                        null,
                        null,
                        TicketRequest.Content.of("application/octet-stream", body.array(), document.length),
                        null,
                        List.of("ssn"),
                        null))
                .statusCode(201);

        given().get("/v1/reviews/people/binary/b-1")
                .then()
                .body("inputs.name", equalTo(List.of("photo", "ssn", "age", "cut")))
                .body("inputs[0].data", equalTo(List.of("iVBORw0KGgo=")))
                .body("inputs[1].masked", equalTo(true))
                .body("inputs[1].data", nullValue())
                .body("inputs[2].data", equalTo(Arrays.asList(1.5f, null)))
                .body("inputs[3].binary", equalTo(true))
                .body("inputs[3].data", nullValue());
    }

    @Test
    void aBaselineThatCanNotBeReadCostsNoTicket() throws JsonProcessingException {
        database.inTransaction(connection -> Statements.update(
                connection,
                "insert into version_baseline (deployment, version, document, stored_at) values (?, ?, ?, now())",
                "people/broken",
                "1",
                "{\"v\":"));

        keep("broken", "x-1", 0.5).statusCode(201);

        given().get("/v1/reviews?deployment=people/broken")
                .then()
                .body("requestId", equalTo(List.of("x-1")))
                .body("[0].unusual", nullValue());
        given().get("/q/metrics")
                .then()
                .body(containsString("signalbox_monitor_tickets_compared_total{result=\"failed\"} 1.0"));
    }

    @Test
    void badInputIsToldWhatIsWrong() throws JsonProcessingException {
        act("/v1/reviews/next", Map.of()).statusCode(400).body("detail", containsString("reviewer is required"));
        act("/v1/reviews/next", Map.of("reviewer", "<script>"))
                .statusCode(400)
                .body("detail", containsString("reviewer must be"));
        act("/v1/reviews/people/none/x/claim", Map.of("reviewer", "ada")).statusCode(404);
        given().get("/v1/deployments/people/none/decisions/x").then().statusCode(404);
        given().get("/v1/deployments/people/none/decisions/x?wait=2h").then().statusCode(400);
        given().get("/v1/reviews?state=lost")
                .then()
                .statusCode(400)
                .body("detail", containsString("state must be one of"));
        given().contentType(ContentType.JSON)
                .body("{\"v\":1}")
                .post("/v1/tickets")
                .then()
                .statusCode(400);
        keep("bad", "x-1", 0.5).statusCode(201);
        act("/v1/reviews/people/bad/x-1/claim", Map.of("reviewer", "ada")).statusCode(200);
        act("/v1/reviews/people/bad/x-1/decide", Map.of("reviewer", "ada", "decision", List.of(1)))
                .statusCode(400)
                .body("detail", containsString("decision must be a text"));
        given().get("/v1/reviews?deployment=people/bad")
                .then()
                .body("requestId", not(hasItem("x-1")))
                .body("$", hasSize(0));
    }

    private ValidatableResponse keep(String model, String id, double confidence) throws JsonProcessingException {
        return keep(model, id, confidence, null);
    }

    private ValidatableResponse keep(String model, String id, double confidence, @Nullable ReviewPolicy policy)
            throws JsonProcessingException {
        return keep(model, id, confidence, policy, TicketReason.LowConfidence);
    }

    private ValidatableResponse keep(
            String model, String id, double confidence, @Nullable ReviewPolicy policy, TicketReason reason)
            throws JsonProcessingException {
        return keep(new TicketRequest(
                TicketRequest.VERSION,
                new DeploymentName("people", model),
                id,
                new ModelVersion("1"),
                reason,
                Instant.now(),
                confidence,
                "1",
                TicketRequest.Content.of("application/json", ASKED.getBytes(StandardCharsets.UTF_8), null),
                TicketRequest.Content.of("application/json", "{\"outputs\":[]}".getBytes(StandardCharsets.UTF_8), null),
                List.of("ssn"),
                policy));
    }

    private ValidatableResponse keep(TicketRequest ticket) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(ticket))
                .post("/v1/tickets")
                .then();
    }

    private ValidatableResponse act(String path, Map<String, Object> said) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(said))
                .post(path)
                .then();
    }
}
