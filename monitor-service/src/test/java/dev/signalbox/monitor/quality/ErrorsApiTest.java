package dev.signalbox.monitor.quality;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

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
        send(DeploymentName.parse("errors/loan"));

        given().get("/v1/deployments/errors/loan/versions/1/errors")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
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
    void theSameIsATableForThoseWhoAskForOne() throws IOException {
        send(DeploymentName.parse("errors/table"));
        String path = "/v1/deployments/errors/table/versions/1/errors";

        String table = given().accept("text/csv")
                .get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .header("Content-Disposition", "attachment; filename=\"table-1-errors.csv\"")
                .extract()
                .asString();

        assertThat(table.lines())
                .hasSize(6)
                .startsWith("kind,feature,value,labels,right,accuracy,low,high,share,share_before,change")
                .satisfies(lines -> {
                    assertThat(lines.get(1)).startsWith("all,,,20,10,0.5,").endsWith(",,,");
                    assertThat(lines.get(2)).startsWith("class,,0,10,0,0.0,");
                    assertThat(lines.get(4))
                            .startsWith("slice,housing,Rent,10,0,0.0,")
                            .endsWith(",0.5,0.5,0.0");
                    assertThat(lines.get(5)).startsWith("slice,housing,Own,10,10,1.0,");
                });
        assertThat(given().queryParam("format", "csv").get(path).asString()).startsWith("kind,feature,");
        for (String accept : List.of("*/*", "application/json", "text/csv;q=0.5, application/json")) {
            given().accept(accept).get(path).then().statusCode(200).contentType(ContentType.JSON);
        }
        given().accept("text/csv").queryParam("format", "json").get(path).then().contentType(ContentType.JSON);
    }

    @Test
    void aTableOfNothingSaysThatNothingIsKnown() {
        assertThat(given().queryParam("format", "csv")
                        .get("/v1/deployments/errors/nothing/versions/1/errors")
                        .asString()
                        .lines())
                .hasSize(2)
                .endsWith("all,,,0,0,,0.0,1.0,,,");
    }

    private void send(DeploymentName deployment) throws IOException {
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
    }

    @Test
    void whatCanNotBeReadIsSaid() {
        given().get("/v1/deployments/errors/loan/versions/1/errors?from=noon")
                .then()
                .statusCode(400)
                .body("detail", containsString("from must be an instant"));
        given().get("/v1/deployments/errors/loan/versions/1/errors?format=xml")
                .then()
                .statusCode(400)
                .body("detail", equalTo("format must be json or csv, got \"xml\""));
        given().accept("application/xml")
                .get("/v1/deployments/errors/loan/versions/1/errors")
                .then()
                .statusCode(406);
    }
}
