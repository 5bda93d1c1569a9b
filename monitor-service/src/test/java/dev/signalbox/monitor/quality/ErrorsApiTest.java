package dev.signalbox.monitor.quality;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ErrorsApiTest {
    @Inject
    ObjectMapper json;

    @Test
    void theWorstSliceOfTheLastDayIsToldFirst() throws IOException {
        DeploymentName deployment = DeploymentName.parse("errors/loan");
        List<InferenceRecord> records = IntStream.range(0, 40)
                .mapToObj(i -> new InferenceRecord(
                        "e" + i,
                        deployment,
                        new ModelVersion("1"),
                        "i",
                        Instant.now().minusSeconds(i < 20 ? 3_600 : 30 * 3_600),
                        1,
                        1,
                        Map.of("housing", List.of(i % 2 == 0 ? "Rent" : "Own")),
                        Map.of("approved", List.of(1L)),
                        List.of()))
                .toList();
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(RecordBatch.of(records)))
                .post("/v1/records")
                .then()
                .statusCode(200);
        for (int i = 0; i < 20; i++) {
            given().contentType(ContentType.JSON)
                    .queryParam("deployment", deployment.toString())
                    .body("{\"requestId\":\"e%d\",\"kind\":\"label\",\"value\":%d}".formatted(i, i % 2))
                    .post("/v1/feedback")
                    .then()
                    .statusCode(202);
        }

        given().get("/v1/deployments/errors/loan/versions/1/errors")
                .then()
                .statusCode(200)
                .body("records", equalTo(20))
                .body("labelled.n", equalTo(20))
                .body("slices", hasSize(2))
                .body("slices[0].feature", equalTo("housing"))
                .body("slices[0].value", equalTo("Rent"))
                .body("slices[0].answers.right", equalTo(0))
                .body("slices[0].shareBefore", equalTo(0.5f))
                .body("consistency.inconsistent", equalTo(0))
                .body("consistency.compared", equalTo(18));
    }

    @Test
    void whatCanNotBeReadIsSaid() {
        given().get("/v1/deployments/errors/loan/versions/1/errors?from=noon")
                .then()
                .statusCode(400)
                .body("detail", containsString("from must be an instant"));
    }
}
