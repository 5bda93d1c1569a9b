package dev.signalbox.monitor.tickets;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reviewers see of a ticket. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketShownTest {
    /* The number that is masked was never seen in training either, and nobody is told. */
    private static final String BASELINE = """
            {"v": 1, "rows": 10, "outputs": {}, "features": {
             "age": {"kind": "numeric", "rows": 10, "missing": 0, "values": {"edges": [], "counts": [10],
              "moments": {"count": 10, "sum": 300, "sumOfSquares": 9500, "min": 19, "max": 40}}},
             "ssn": {"kind": "category", "rows": 10, "missing": 0, "categories":
              {"counts": {"000-00": 10}, "other": 0, "unseen": 0}}}}""";

    @Inject
    TicketCalls calls;

    @Inject
    Database database;

    @Test
    void whatTheModelSaysIsShownAsTheDeploymentWants() throws JsonProcessingException {
        for (ShowSuggestion shown : ShowSuggestion.values()) {
            boolean before = shown == ShowSuggestion.Always;
            boolean after = shown != ShowSuggestion.Never;
            String model = "shown-" + shown.name().toLowerCase(Locale.ROOT);
            String one = "/v1/reviews/people/" + model + "/s-1";
            calls.keep(model, "s-1", 0.6, new ReviewPolicy(null, Overdue.Expire, shown))
                    .statusCode(201);

            suggests(
                    given().get("/v1/reviews?deployment=people/" + model).then().rootPath("[0]"), before);
            suggests(given().get(one).then(), before);
            suggests(calls.act("/v1/reviews/next?deployment=people/" + model, Map.of("reviewer", "ada")), before);
            suggests(calls.act(one + "/decide", Map.of("reviewer", "ada", "decision", "0")), after);
            suggests(given().get(one).then(), after);
        }
    }

    private static void suggests(ValidatableResponse answer, boolean shown) {
        answer.statusCode(200)
                .body("confidence", shown ? equalTo(0.6f) : nullValue())
                .body("predicted", shown ? equalTo("1") : nullValue())
                .body("outputs", shown ? notNullValue() : nullValue());
    }

    @Test
    void aListCanLeaveOutWhatWasAsked() throws JsonProcessingException {
        calls.keep("listed", "l-1", 0.5).statusCode(201);
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
        calls.keep("odd", "usual", 0.5).statusCode(201);
        given().contentType(ContentType.JSON)
                .body(BASELINE)
                .put("/v1/deployments/people/odd/versions/1/baseline")
                .then()
                .statusCode(204);
        calls.keep("odd", "odd", 0.7).statusCode(201);
        calls.keep("odd", "odd", 0.7).statusCode(200);

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
        calls.keep(new TicketRequest(
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

        calls.keep("broken", "x-1", 0.5).statusCode(201);

        given().get("/v1/reviews?deployment=people/broken")
                .then()
                .body("requestId", equalTo(List.of("x-1")))
                .body("[0].unusual", nullValue());
        given().get("/q/metrics")
                .then()
                .body(containsString("signalbox_monitor_tickets_compared_total{result=\"failed\"} 1.0"));
    }
}
