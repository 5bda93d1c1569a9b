package dev.signalbox.monitor.feedback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What applications say about answers, from the wire to what it makes of them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FeedbackApiTest {
    @Inject
    ObjectMapper json;

    @Inject
    MeterRegistry registry;

    @Test
    void feedbackThatComesBeforeItsRecordFindsIt() throws JsonProcessingException {
        give("feedback/early", "label", "e1", "1").statusCode(202);
        record("feedback/early", "e1");

        quality("feedback/early")
                .body("records", equalTo(1))
                .body("accuracy.of", equalTo(1))
                .body("accuracy.count", equalTo(1));
    }

    @Test
    void ofLabelsThatComeOutOfOrderTheLatestByItsOwnTimeCounts() throws JsonProcessingException {
        record("feedback/late", "l1");
        give("feedback/late", "label", "l1", "1", "2026-05-02T00:00:00Z").statusCode(202);
        give("feedback/late", "label", "l1", "0", "2026-05-01T00:00:00Z").statusCode(202);

        quality("feedback/late").body("accuracy.of", equalTo(1)).body("accuracy.count", equalTo(1));
    }

    @Test
    void theSameAgainIsAcknowledgedAndCountedOnce() {
        double stored = count("click", "stored");
        double duplicates = count("click", "duplicate");
        for (int i = 0; i < 3; i++) {
            give("feedback/again", "click", "a1", "true").statusCode(202);
        }

        assertThat(count("click", "stored") - stored).isEqualTo(1);
        assertThat(count("click", "duplicate") - duplicates).isEqualTo(2);
    }

    @Test
    void oneRequestCanNotBeGivenEndlesslyMuchFeedback() throws JsonProcessingException {
        record("feedback/full", "f1");
        double refused = count("label", "refused");
        for (int i = 0; i < FeedbackStore.MOST_OF_A_REQUEST; i++) {
            give("feedback/full", "label", "f1", Integer.toString(i)).statusCode(202);
        }

        give("feedback/full", "label", "f1", "1000")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("feedback-full"))
                .body("detail", containsString("at most 100"))
                .body("detail", containsString("f1"));
        assertThat(count("label", "refused") - refused).isEqualTo(1);
        give("feedback/full", "label", "f1", "7").statusCode(202);
        give("feedback/full", "decision", "f1", "1").statusCode(202);
        give("feedback/full", "label", "f2", "1").statusCode(202);
        give("feedback/other", "label", "f1", "1000").statusCode(202);
        given().get("/v1/deployments/feedback/full/records")
                .then()
                .body("records[0].feedback.size()", equalTo(FeedbackStore.MOST_OF_A_REQUEST + 1));
    }

    @Test
    void mistakesAreProblemsThatNameTheField() {
        String[][] wrong = {
            {"{\"kind\":\"label\",\"value\":1}", "feedback.requestId"},
            {"{\"requestId\":\" \",\"kind\":\"label\",\"value\":1}", "feedback.requestId must not be blank"},
            {"{\"requestId\":\"" + "x".repeat(129) + "\",\"kind\":\"label\",\"value\":1}", "feedback.requestId"},
            {"{\"requestId\":\"m1\",\"value\":1}", "feedback.kind"},
            {"{\"requestId\":\"m1\",\"kind\":\"label\"}", "feedback.value"},
            {"{\"requestId\":\"m1\",\"kind\":\"label\",\"value\":{}}", "feedback.value must be a text, a number or"},
            {"{\"requestId\":\"m1\",\"kind\":\"label\",\"value\":\"" + "x".repeat(1_025) + "\"}", "feedback.value"},
            {"{\"requestId\":\"m1\",\"kind\":\"label\",\"value\":1,\"at\":\"-1000000-01-01T00:00:00Z\"}", "feedback.at"
            },
            {"{\"requestId\":\"m1\",\"kind\":\"label\",\"value\":1,\"at\":\"yesterday\"}", "at can not be read"},
            {"{\"requestId\"", "body"},
            {"", "body is required"}
        };
        for (String[] one : wrong) {
            post("feedback/wrong", one[0])
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("invalid-request"))
                    .body("detail", containsString(one[1]));
        }
        given().contentType(ContentType.JSON)
                .body("{\"requestId\":\"m1\",\"kind\":\"label\",\"value\":1}")
                .post("/v1/feedback?deployment=no/where/else")
                .then()
                .statusCode(400)
                .body("detail", containsString("name must be a DNS label"));
        given().contentType("text/plain")
                .body("yes")
                .post("/v1/feedback?deployment=feedback/wrong")
                .then()
                .statusCode(415);
        given().get("/v1/feedback?deployment=feedback/wrong").then().statusCode(405);
    }

    private static ValidatableResponse give(String deployment, String kind, String id, String value) {
        return post(deployment, "{\"requestId\":\"%s\",\"kind\":\"%s\",\"value\":%s}".formatted(id, kind, value));
    }

    private static ValidatableResponse give(String deployment, String kind, String id, String value, String at) {
        return post(
                deployment,
                "{\"requestId\":\"%s\",\"kind\":\"%s\",\"value\":%s,\"at\":\"%s\"}".formatted(id, kind, value, at));
    }

    private static ValidatableResponse post(String deployment, String body) {
        return given().contentType(ContentType.JSON)
                .queryParam("deployment", deployment)
                .body(body)
                .post("/v1/feedback")
                .then();
    }

    private static ValidatableResponse quality(String deployment) {
        return given().get("/v1/deployments/" + deployment + "/versions/1/quality")
                .then()
                .statusCode(200);
    }

    private double count(String kind, String result) {
        return registry.counter(MeterNames.FEEDBACK, MeterNames.KIND, kind, MeterNames.RESULT, result)
                .count();
    }

    private void record(String deployment, String id) throws JsonProcessingException {
        InferenceRecord record = new InferenceRecord(
                id,
                DeploymentName.parse(deployment),
                new ModelVersion("1"),
                "i",
                Instant.now().minusSeconds(60),
                1_000,
                1,
                Map.of(),
                Map.of("approved", List.of(1L)),
                List.of());
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(RecordBatch.of(List.of(record))))
                .post("/v1/records")
                .then()
                .statusCode(200);
    }
}
