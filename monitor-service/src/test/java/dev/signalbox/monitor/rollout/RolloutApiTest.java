package dev.signalbox.monitor.rollout;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RolloutApiTest {
    private static final String PROBLEM = "application/problem+json";
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    ObjectMapper json;

    @Inject
    RolloutStore store;

    @Test
    void theLatestReportIsReadBackAndTheHistoryHasTheChangesAlone() throws JsonProcessingException {
        put("bank/story", report("bank/story", "Preparing", 0, 0)).statusCode(204);
        put("bank/story", report("bank/story", "Canary", 500, 10)).statusCode(204);
        put("bank/story", report("bank/story", "Canary", 500, 10)).statusCode(204);
        put("bank/story", report("bank/story", "Canary", 500, 20)).statusCode(204);
        put("bank/story", report("bank/story", "Canary", 2_500, 30)).statusCode(204);

        given().get("/v1/deployments/bank/story/rollout")
                .then()
                .statusCode(200)
                .body("phase", equalTo("Canary"))
                .body("candidate.weight", equalTo(2_500))
                .body("at", equalTo("2026-01-01T00:00:30Z"));
        given().get("/v1/deployments/bank/story/rollout/changes")
                .then()
                .statusCode(200)
                .body("candidate.weight", equalTo(List.of(0, 500, 2_500)));
        given().queryParam("from", "2026-01-01T00:00:05Z")
                .queryParam("to", "2026-01-01T00:00:25Z")
                .get("/v1/deployments/bank/story/rollout/changes")
                .then()
                .body("candidate.weight", equalTo(List.of(500)));
    }

    @Test
    void aLateReportFillsInTheHistoryAndDoesNotBecomeTheLatest() throws JsonProcessingException {
        put("bank/late", report("bank/late", "Canary", 500, 10)).statusCode(204);
        put("bank/late", report("bank/late", "Preparing", 0, 0)).statusCode(204);

        given().get("/v1/deployments/bank/late/rollout").then().body("phase", equalTo("Canary"));
        given().get("/v1/deployments/bank/late/rollout/changes")
                .then()
                .body("phase", equalTo(List.of("Preparing", "Canary")));
    }

    @Test
    void whatTheDatabaseCanNotHoldIsReplacedAndTheRestIsKept() throws JsonProcessingException {
        String report = json.writeValueAsString(report("bank/nul", "Canary", 500, 10));
        given().contentType(ContentType.JSON)
                .body(report.replaceFirst("\"message\":\"", "\"message\":\"\\\\u0000 C:\\\\\\\\u0000 "))
                .put("/v1/deployments/bank/nul/rollout")
                .then()
                .statusCode(204);

        given().get("/v1/deployments/bank/nul/rollout").then().body("message", startsWith("\ufffd C:\\u0000 "));
    }

    @Test
    void theHistoryIsBounded() {
        DeploymentName name = DeploymentName.parse("bank/flapping");
        IntStream.range(0, RolloutStore.MOST_CHANGES + 10)
                .forEach(i -> store.put(report("bank/flapping", "Canary", i % 2 * 100, i)));

        List<RolloutReport> kept = store.changes(name, T0, T0.plusSeconds(100_000), 100_000);
        assertThat(kept).hasSize(RolloutStore.MOST_CHANGES);
        assertThat(kept.getFirst().at()).isEqualTo(T0.plusSeconds(10));
        given().get("/v1/deployments/bank/flapping/rollout/changes").then().body("$", hasSize(1_000));
    }

    @Test
    void everyRolloutIsListedByNamePageByPage() throws JsonProcessingException {
        for (String name : List.of("list/b", "list/a", "list/c")) {
            put(name, report(name, "Canary", 500, 10)).statusCode(204);
        }
        put("list/d", report("list/d", "Deleting", 0, 10)).statusCode(204);

        given().queryParam("after", "list/0")
                .queryParam("limit", 2)
                .get("/v1/rollouts")
                .then()
                .statusCode(200)
                .body("deployment", equalTo(List.of("list/a", "list/b")));
        given().queryParam("after", "list/b")
                .get("/v1/rollouts")
                .then()
                .body("deployment.findAll { it.startsWith('list/') }", equalTo(List.of("list/c")));
        given().queryParam("limit", "0").get("/v1/rollouts").then().statusCode(400);
    }

    @Test
    @Timeout(30)
    void whoListensIsToldWhichDeploymentChanged() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + "/v1/rollouts/stream"))
                .header("Accept", "text/event-stream")
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            Iterator<String> line = lines.iterator();
            assertThat(line.next()).isEqualTo("event:beat");

            put("bank/streamed", report("bank/streamed", "Canary", 500, 10)).statusCode(204);

            boolean told = false;
            while (!told && line.hasNext()) {
                told = line.next().contains("{\"deployment\":\"bank/streamed\"}");
            }
            assertThat(told).isTrue();
        }
    }

    @Test
    void mistakesAreProblems() throws JsonProcessingException {
        given().get("/v1/deployments/bank/unknown/rollout")
                .then()
                .statusCode(404)
                .contentType(PROBLEM);
        given().get("/v1/deployments/bank/unknown/rollout/changes").then().body("$", hasSize(0));
        put("bank/one", report("bank/other", "Canary", 0, 0))
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString("rollout.deployment must be that of the path, bank/one"));
        put("bank/one", report("bank/one", "Canary", 0, 10L * 365 * 86_400))
                .statusCode(400)
                .body("detail", containsString("rollout.at must be between"));
        given().contentType(ContentType.JSON)
                .body("{\"v\":1,\"deployment\":\"bank/one\",\"at\":\"2026-01-01T00:00:00Z\",\"phase\":\"<b>\"}")
                .put("/v1/deployments/bank/one/rollout")
                .then()
                .statusCode(400)
                .body("detail", containsString("rollout.phase must be a word"));
        given().queryParam("from", "noon")
                .get("/v1/deployments/bank/one/rollout/changes")
                .then()
                .statusCode(400)
                .body("detail", containsString("from must be an instant"));
    }

    private ValidatableResponse put(String deployment, RolloutReport report) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(report))
                .put("/v1/deployments/" + deployment + "/rollout")
                .then();
    }

    private static RolloutReport report(String deployment, String phase, int weight, long second) {
        return new RolloutReport(
                RolloutReport.VERSION,
                DeploymentName.parse(deployment),
                T0.plusSeconds(second),
                phase,
                T0,
                new ModelVersion("1"),
                new RolloutReport.Candidate(
                        new ModelVersion("2"), new Weight(weight), 1, List.of(new Weight(500)), T0, T0),
                "Judging",
                "so far so good " + second,
                1);
    }
}
