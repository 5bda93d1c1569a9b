package dev.signalbox.monitor.records;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RecordExportTest {
    private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    @Inject
    RecordIntake intake;

    @Inject
    ObjectMapper json;

    @Test
    void aTableHasALineForEachRowAndAColumnForEachElement() {
        DeploymentName deployment = DeploymentName.parse("export/table");
        intake.take(RecordBatch.of(List.of(new InferenceRecord(
                "a,1",
                deployment,
                new ModelVersion("1"),
                "s",
                start,
                250,
                2,
                Map.of("age", Arrays.asList(30L, null), "name", List.of("x \"y\"", "line\nbreak")),
                Map.of("scores", List.of(0.25, 0.75, 0.5, 0.5)),
                List.of("income")))));
        feedback(deployment, "a,1", "yes", start.plusSeconds(1));
        feedback(deployment, "a,1", "no", start.plusSeconds(2));

        String table = export(deployment, "csv");

        assertThat(table)
                .isEqualTo("request_id,row,at,version,instance,latency_micros,withheld,input.age,input.name,"
                        + "output.scores[0],output.scores[1],label,decision,click,redo\r\n"
                        + "\"a,1\",0," + start + ",1,s,250,income,30,\"x \"\"y\"\"\",0.25,0.75,no,,,\r\n"
                        + "\"a,1\",1," + start + ",1,s,250,income,,\"line\nbreak\",0.5,0.5,no,,,\r\n");
    }

    @Test
    void linesOfJsonHoldEveryRecordOnceInTheOrderOfTime() throws IOException {
        DeploymentName deployment = DeploymentName.parse("export/lines");
        send(deployment, 1_234);

        String[] lines = export(deployment, "jsonl").split("\n");

        assertThat(lines).hasSize(1_234);
        for (int i = 0; i < lines.length; i++) {
            JsonNode record = json.readTree(lines[i]).get("record");
            assertThat(record.get("requestId").asText()).isEqualTo("r%05d".formatted(i));
            assertThat(record.get("inputs").get("x").get(0).asLong()).isEqualTo(i);
        }
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        DeploymentName deployment = DeploymentName.parse("export/pages");
        send(deployment, 25);
        List<String> seen = new ArrayList<>();
        String next = null;
        int pages = 0;
        do {
            var page = given().queryParam("limit", 10)
                    .queryParams(next == null ? Map.of() : Map.of("cursor", next))
                    .get("/v1/deployments/" + deployment + "/records")
                    .then()
                    .statusCode(200)
                    .extract();
            seen.addAll(page.path("records.record.requestId"));
            next = page.path("next");
            pages++;
        } while (next != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void whatCanNotBeReadIsSaid() {
        for (String[] wrong : new String[][] {
            {"cursor=nonsense", "cursor must be one that an answer gave"},
            {"limit=0", "limit must be a whole number from 1 to 500"},
            {"limit=501", "limit must be a whole number from 1 to 500"},
            {"from=yesterday", "from must be an instant"},
            {"from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to must be after from"},
            {"version=%20", "version"}
        }) {
            given().urlEncodingEnabled(false)
                    .get("/v1/deployments/export/wrong/records?" + wrong[0])
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("invalid-request"))
                    .body("detail", containsString(wrong[1]));
        }
        given().get("/v1/deployments/export/wrong/records/export?format=xml")
                .then()
                .statusCode(400)
                .body("detail", equalTo("format must be jsonl or csv, got \"xml\""));
        given().head("/v1/deployments/export/wrong/records/export").then().statusCode(405);
    }

    @Test
    void anExportOfNothingIsEmpty() {
        assertThat(export(DeploymentName.parse("export/nothing"), "jsonl")).isEmpty();
    }

    private void send(DeploymentName deployment, int count) {
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new InferenceRecord(
                    "r%05d".formatted(i),
                    deployment,
                    new ModelVersion("1"),
                    "s",
                    start.plusMillis(i / 3),
                    100,
                    1,
                    Map.of("x", List.of((long) i)),
                    Map.of("y", List.of("no")),
                    List.of()));
        }
        for (int from = 0; from < count; from += RecordBatch.MOST_RECORDS) {
            intake.take(RecordBatch.of(records.subList(from, Math.min(count, from + RecordBatch.MOST_RECORDS))));
        }
    }

    private static String export(DeploymentName deployment, String format) {
        return given().queryParam("format", format)
                .get("/v1/deployments/" + deployment + "/records/export")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString(deployment.name() + "-records." + format))
                .extract()
                .asString();
    }

    private static void feedback(DeploymentName deployment, String id, String value, Instant at) {
        given().contentType(ContentType.JSON)
                .queryParam("deployment", deployment.toString())
                .body("{\"requestId\":\"%s\",\"kind\":\"label\",\"value\":\"%s\",\"at\":\"%s\"}"
                        .formatted(id, value, at))
                .post("/v1/feedback")
                .then()
                .statusCode(202);
    }
}
