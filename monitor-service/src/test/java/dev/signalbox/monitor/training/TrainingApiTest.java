package dev.signalbox.monitor.training;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TrainingApiTest {
    private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    @Inject
    ObjectMapper json;

    @Test
    void rowsThatSomebodyJudgedComeWithoutThoseOfAVersionThatWasRolledBack() throws IOException {
        DeploymentName deployment = DeploymentName.parse("train/story");
        tell(deployment, 0, "Stable", null);
        tell(deployment, 100, "Canary", "2");
        tell(deployment, 200, "RollingBack", "2");
        send(
                deployment,
                List.of(
                        record(deployment, "a", "1", 10, List.of()),
                        record(deployment, "b", "2", 110, List.of()),
                        record(deployment, "c", "1", 120, List.of()),
                        record(deployment, "d", "1", 130, List.of("income")),
                        record(deployment, "e", "1", 140, List.of())));
        for (String id : List.of("a", "b", "d", "e")) {
            label(deployment, id);
        }

        List<JsonNode> lines = lines(rows(deployment));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(json.readTree("""
                {"requestId": "a", "at": "%s", "version": "1", "inputs": {"x": [1]}, "label": "yes", "by": "label"}""".formatted(start.plusSeconds(10))));
        assertThat(lines.get(1).get("requestId").asText()).isEqualTo("e");
        assertThat(lines.get(2)).isEqualTo(json.readTree("""
                {"end": {"records": 5, "rows": 2, "omitted": {"rolledBack": 1, "unlabelled": 1, "withheld": 1}}}"""));
    }

    @Test
    void anExportGoesOnWhereTheLastOneEndedUntilNothingIsLeft() throws IOException {
        DeploymentName deployment = DeploymentName.parse("train/pages");
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            records.add(record(deployment, "r%02d".formatted(i), "1", i / 3, List.of()));
        }
        send(deployment, records);
        for (int i = 0; i < 25; i += 2) {
            label(deployment, "r%02d".formatted(i));
        }

        List<String> seen = new ArrayList<>();
        String next = null;
        int pages = 0;
        do {
            RequestSpecification asked = given().queryParam("limit", 10)
                    .queryParam("until", start.plusSeconds(8).toString());
            List<JsonNode> lines = lines(rows(next == null ? asked : asked.queryParam("cursor", next), deployment));
            JsonNode end = lines.removeLast().get("end");
            lines.forEach(line -> seen.add(line.get("requestId").asText()));
            assertThat(end.get("rows").asInt()).isEqualTo(lines.size());
            next = end.path("next").asText(null);
            pages++;
        } while (next != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(12).doesNotHaveDuplicates().isSorted().doesNotContain("r24");
    }

    @Test
    void whatCanNotBeReadIsSaid() {
        for (String[] wrong : new String[][] {
            {"cursor=nonsense", "cursor must be one that an answer gave"},
            {"limit=0", "limit must be a whole number from 1 to 100000"},
            {"from=yesterday", "from must be an instant"},
            {"until=tomorrow", "until must be an instant"},
        }) {
            given().get("/v1/deployments/train/wrong/training?" + wrong[0])
                    .then()
                    .statusCode(400)
                    .body("detail", containsString(wrong[1]));
        }
        given().head("/v1/deployments/train/wrong/training").then().statusCode(405);
    }

    @Test
    void ofNothingThereIsNothingButTheEnd() throws IOException {
        assertThat(lines(rows(DeploymentName.parse("train/nothing"))))
                .containsExactly(json.readTree("{\"end\": {\"records\": 0, \"rows\": 0, \"omitted\": {}}}"));
    }

    private List<JsonNode> lines(String body) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : body.lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    private static String rows(DeploymentName deployment) {
        return rows(given(), deployment);
    }

    private static String rows(RequestSpecification asked, DeploymentName deployment) {
        return asked.get("/v1/deployments/" + deployment + "/training")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
    }

    private void send(DeploymentName deployment, List<InferenceRecord> records) throws IOException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(RecordBatch.of(records)))
                .post("/v1/records")
                .then()
                .statusCode(200);
    }

    private InferenceRecord record(
            DeploymentName deployment, String id, String version, long second, List<String> withheld) {
        return new InferenceRecord(
                id,
                deployment,
                new ModelVersion(version),
                "s",
                start.plusSeconds(second),
                100,
                1,
                Map.of("x", List.of(1L)),
                Map.of("y", List.of("no")),
                withheld);
    }

    private static void label(DeploymentName deployment, String id) {
        given().contentType(ContentType.JSON)
                .queryParam("deployment", deployment.toString())
                .body("{\"requestId\":\"%s\",\"kind\":\"label\",\"value\":\"yes\"}".formatted(id))
                .post("/v1/feedback")
                .then()
                .statusCode(202);
    }

    private void tell(DeploymentName deployment, long second, String phase, @Nullable String candidate)
            throws IOException {
        RolloutReport report = new RolloutReport(
                RolloutReport.VERSION,
                deployment,
                start.plusSeconds(second),
                phase,
                start,
                new ModelVersion("1"),
                candidate == null
                        ? null
                        : new RolloutReport.Candidate(
                                new ModelVersion(candidate),
                                new Weight(0),
                                null,
                                List.of(),
                                start.plusSeconds(100),
                                null),
                "Because",
                "because",
                1);
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(report))
                .put("/v1/deployments/" + deployment + "/rollout")
                .then()
                .statusCode(204);
    }
}
