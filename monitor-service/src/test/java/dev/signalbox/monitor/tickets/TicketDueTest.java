package dev.signalbox.monitor.tickets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of tickets that nobody decided on in time, and of those that are only checks. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketDueTest {
    /* As the tests are configured. */
    private static final int MOST_AUDITS = 3;

    @Inject
    TicketCalls calls;

    @Inject
    TicketStore store;

    @Inject
    DueTickets due;

    @Inject
    Database database;

    @Test
    void whatWasSkippedComesToOthersAndWhatIsDueExpires() throws JsonProcessingException {
        calls.keep("skipped", "s-1", 0.5).statusCode(201);
        calls.act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "ada"))
                .statusCode(200);
        calls.act("/v1/reviews/people/skipped/s-1/skip", Map.of("reviewer", "ada"))
                .statusCode(200)
                .body("state", equalTo("Waiting"));
        calls.act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "ada"))
                .statusCode(204);
        calls.act("/v1/reviews/next?deployment=people/skipped", Map.of("reviewer", "bob"))
                .statusCode(200);

        due.settle(Instant.now().plusSeconds(90_000));

        given().get("/v1/deployments/people/skipped/decisions/s-1")
                .then()
                .statusCode(200)
                .body("state", equalTo("Expired"));
        calls.act("/v1/reviews/people/skipped/s-1/claim", Map.of("reviewer", "bob"))
                .statusCode(409)
                .body("detail", containsString("nobody waits"));
    }

    @Test
    void whatIsDueIsDoneAsTheDeploymentWants() throws JsonProcessingException {
        calls.keep("due", "model", 0.5, policy(Overdue.Model)).statusCode(201);
        calls.keep("due", "keep", 0.5, policy(Overdue.Keep)).statusCode(201);
        calls.keep("due", "expire", 0.5, policy(Overdue.Expire)).statusCode(201);
        calls.keep("due", "later", 0.5).statusCode(201);

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

        calls.act("/v1/reviews/people/due/keep/claim", Map.of("reviewer", "ada"))
                .statusCode(200);
        calls.act("/v1/reviews/people/due/keep/decide", Map.of("reviewer", "ada", "decision", "0"))
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
            calls.keep("twice", "t-" + i, 0.5, policy(List.of(Overdue.values()).get(i % 3)))
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
    void whatIsCheckedComesLastTakesNobodysPlaceAndIsNeverDecidedByTheModel() throws JsonProcessingException {
        for (int i = 0; i < MOST_AUDITS; i++) {
            calls.keep("checked", "c-" + i, 0.9, policy(Overdue.Model), TicketReason.Audit)
                    .statusCode(201);
        }
        calls.keep("checked", "c-more", 0.9, policy(Overdue.Model), TicketReason.Audit)
                .statusCode(503)
                .body("type", equalTo("busy"));
        calls.keep("checked", "unsure", 0.9).statusCode(201);
        calls.act("/v1/reviews/next?deployment=people/checked", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("unsure"));
        calls.act("/v1/reviews/next?deployment=people/checked", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("c-0"))
                .body("reason", equalTo("Audit"));
        calls.act("/v1/reviews/people/checked/c-0/decide", Map.of("reviewer", "ada", "decision", "0"))
                .statusCode(200);
        assertThat(decisionsOn("people/checked", "c-0")).isOne();

        due.settle(Instant.now().plusSeconds(61));

        given().get("/v1/reviews/people/checked/c-1/audit").then().body("action", equalTo(List.of("ask", "lapse")));
        given().get("/v1/deployments/people/checked/decisions/c-1").then().body("state", equalTo("Expired"));
    }

    @Test
    void whatVersionsDisagreeOnComesBeforeWhatIsNearlySureAndIsOtherwiseLikeACheck() throws JsonProcessingException {
        for (int i = 0; i < MOST_AUDITS; i++) {
            calls.keep("disputed", "d-" + i, 0.9, policy(Overdue.Model), TicketReason.Disagreement)
                    .statusCode(201);
        }
        calls.keep("disputed", "c-more", 0.9, policy(Overdue.Model), TicketReason.Audit)
                .statusCode(503)
                .body("type", equalTo("busy"));
        calls.keep("disputed", "unsure", 0.9).statusCode(201);
        calls.act("/v1/reviews/next?deployment=people/disputed", Map.of("reviewer", "ada"))
                .body("requestId", equalTo("d-0"))
                .body("reason", equalTo("Disagreement"));

        due.settle(Instant.now().plusSeconds(61));

        given().get("/v1/reviews/people/disputed/d-1/audit").then().body("action", equalTo(List.of("ask", "lapse")));
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
}
