package dev.signalbox.monitor.tickets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketApiTest {
    @Inject
    TicketCalls calls;

    @Inject
    TicketStore store;

    @Test
    void aTicketIsKeptOnceDecidedByAPersonAndToldToTheApplication() throws JsonProcessingException {
        String one = "/v1/reviews/people/loan/r-1";
        calls.keep("loan", "r-1", 0.6).statusCode(201).body("state", equalTo("Waiting"));
        calls.keep("loan", "r-1", 0.6).statusCode(200);
        given().get("/v1/deployments/people/loan/decisions/r-1")
                .then()
                .statusCode(202)
                .header("Retry-After", "10")
                .body("reviewer", nullValue());

        calls.act("/v1/reviews/next?deployment=people/loan", Map.of("reviewer", "ada"))
                .statusCode(200)
                .body("requestId", equalTo("r-1"))
                .body("state", equalTo("Claimed"))
                .body("inputs[0].data", equalTo(List.of(42)))
                .body("inputs[1].masked", equalTo(true))
                .body("inputs[1].data", nullValue())
                .body("confidence", nullValue())
                .body("outputs", nullValue());
        calls.act("/v1/reviews/next?deployment=people/loan", Map.of("reviewer", "bob"))
                .statusCode(204);
        calls.act(one + "/decide", Map.of("reviewer", "bob", "decision", "yes"))
                .statusCode(409)
                .body("type", equalTo("ticket-state"))
                .body("detail", containsString("another reviewer"));
        calls.act(one + "/decide", Map.of("reviewer", "ada", "decision", 1, "note", "clear enough"))
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
            calls.keep("busy", "b-" + i, i / 100.0).statusCode(201);
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
    void badInputIsToldWhatIsWrong() throws JsonProcessingException {
        calls.act("/v1/reviews/next", Map.of()).statusCode(400).body("detail", containsString("reviewer is required"));
        calls.act("/v1/reviews/next", Map.of("reviewer", "<script>"))
                .statusCode(400)
                .body("detail", containsString("reviewer must be"));
        calls.act("/v1/reviews/people/none/x/claim", Map.of("reviewer", "ada")).statusCode(404);
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
        calls.keep("bad", "x-1", 0.5).statusCode(201);
        calls.act("/v1/reviews/people/bad/x-1/claim", Map.of("reviewer", "ada")).statusCode(200);
        calls.act("/v1/reviews/people/bad/x-1/decide", Map.of("reviewer", "ada", "decision", List.of(1)))
                .statusCode(400)
                .body("detail", containsString("decision must be a text"));
        given().get("/v1/reviews?deployment=people/bad")
                .then()
                .body("requestId", not(hasItem("x-1")))
                .body("$", hasSize(0));
    }
}
