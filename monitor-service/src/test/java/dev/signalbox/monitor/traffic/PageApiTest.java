package dev.signalbox.monitor.traffic;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.judging.Story.Behaviour;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the page asks, from real windows. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PageApiTest {
    private static final Path PAGE = Path.of("src", "main", "resources", "META-INF", "resources");

    @Inject
    ObjectMapper json;

    @Test
    void theEvidenceGrowsFromPointToPointUntilTheVerdict() throws IOException {
        Instant since = now().minusSeconds(90);
        send("bank/growing", since, 10, Behaviour.GOOD.failing(0.3));

        RequestSpecification question =
                given().queryParam("candidate", "2").queryParam("stable", "1").queryParam("since", since.toString());
        JsonNode history = read(question.get("/v1/deployments/bank/growing/verdict/history"));

        List<Double> harm = reasons(history, "errors")
                .map(reason -> reason.path("harmEvidence").asDouble())
                .toList();
        assertThat(harm).hasSize(24);
        assertThat(harm.getLast()).isGreaterThan(100 * Math.max(1, harm.getFirst()));
        List<Long> seen = StreamSupport.stream(history.spliterator(), false)
                .map(verdict -> verdict.path("candidateRequests").asLong())
                .toList();
        assertThat(seen).isSorted().last().isEqualTo(1_600L);
        assertThat(history.path(23).path("outcome").asText()).isEqualTo("Rollback");

        Instant early = since.plusSeconds(4);
        JsonNode before = read(given().queryParam("candidate", "2")
                .queryParam("stable", "1")
                .queryParam("since", since.toString())
                .queryParam("until", early.toString())
                .get("/v1/deployments/bank/growing/verdict/history"));
        assertThat(Instant.parse(before.path(23).path("asOf").asText())).isEqualTo(early);
        assertThat(before.path(23).path("candidateRequests").asLong()).isLessThanOrEqualTo(100);
        assertThat(given().get("/q/metrics").asString()).doesNotContain("bank/growing");
    }

    @Test
    void trafficIsAddedUpByVersionAndStep() throws IOException {
        Instant since = now().minusSeconds(90);
        send("bank/traffic", since, 10, Behaviour.GOOD.failing(0.5));

        JsonNode traffic = read(given().queryParam("from", since.toString())
                .queryParam("to", since.plusSeconds(90).toString())
                .get("/v1/deployments/bank/traffic/traffic"));

        assertThat(traffic.path("stepSeconds").asInt()).isEqualTo(1);
        assertThat(sum(traffic, "1", "requests")).isEqualTo(2L * 90 * 80);
        assertThat(sum(traffic, "2", "requests")).isEqualTo(2L * 10 * 80);
        assertThat(sum(traffic, "2", "errors")).isBetween(600L, 1_000L);
        assertThat(sum(traffic, "1", "rows")).isPositive();
        assertThat(traffic.path("times")).hasSize(90);
        assertThat(traffic.at("/versions/1")).hasSize(80);
        assertThat(traffic.at("/versions/1/0/at"))
                .isEqualTo(traffic.path("times").path(0));
        assertThat(traffic.at("/versions/1/5/p99Millis").asDouble())
                .isGreaterThan(traffic.at("/versions/1/5/p50Millis").asDouble());
    }

    @Test
    void nothingIsAnAnswerToo() throws IOException {
        JsonNode traffic = read(given().get("/v1/deployments/bank/nothing/traffic"));
        assertThat(traffic.path("versions")).isEmpty();
        assertThat(traffic.path("times")).isNotEmpty();
        JsonNode history = read(given().queryParam("candidate", "2")
                .queryParam("stable", "1")
                .queryParam("since", now().minusSeconds(60).toString())
                .get("/v1/deployments/bank/nothing/verdict/history"));
        assertThat(history).hasSize(24);
    }

    @Test
    void mistakesAreProblems() {
        given().queryParam("from", "2026-01-02T00:00:00Z")
                .queryParam("to", "2026-01-01T00:00:00Z")
                .get("/v1/deployments/a/b/traffic")
                .then()
                .statusCode(400)
                .body("detail", containsString("to must be after from"));
        given().queryParam("from", "2025-01-02T00:00:00Z")
                .queryParam("to", "2026-01-01T00:00:00Z")
                .get("/v1/deployments/a/b/traffic")
                .then()
                .statusCode(400)
                .body("detail", containsString("31 days"));
        given().queryParam("candidate", "2")
                .queryParam("stable", "1")
                .queryParam("since", "2026-01-01T00:00:00Z")
                .queryParam("until", "2999-01-01T00:00:00Z")
                .get("/v1/deployments/a/b/verdict/history")
                .then()
                .statusCode(400)
                .body("detail", containsString("until must not be in the future"));
        given().queryParam("limit", "1001")
                .get("/v1/rollouts")
                .then()
                .statusCode(400)
                .body("detail", containsString("limit must be a whole number from 1 to 1000"));
    }

    @Test
    void thePageIsServedWithEverythingThatItLoadsAndLoadsNothingElse() throws IOException {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
        List<Path> files;
        try (Stream<Path> found = Files.walk(PAGE)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        for (Path file : files) {
            String text = Files.readString(file);
            given().get("/" + PAGE.relativize(file)).then().statusCode(200);
            assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("://");
            for (String path : loaded(text)) {
                given().get(path).then().statusCode(200);
            }
        }
    }

    private static List<String> loaded(String text) {
        return Pattern.compile("(?:href|src|from|import)[= ]+[\"'](\\.?/[^\"'#]+\\.(?:js|css|svg))[\"']")
                .matcher(text)
                .results()
                .map(match -> match.group(1).replaceFirst("^\\./", "/page/"))
                .toList();
    }

    private void send(String deployment, Instant since, int toCandidate, Behaviour candidate) throws IOException {
        var windows = new Story(5, since, DeploymentName.parse(deployment))
                .requests(toCandidate, 100 - toCandidate)
                .candidate(candidate)
                .windows(80);
        for (int from = 0; from < windows.size(); from += 100) {
            given().contentType(ContentType.JSON)
                    .body(json.writeValueAsString(
                            TelemetryBatch.of(windows.subList(from, Math.min(windows.size(), from + 100)))))
                    .post("/v1/telemetry")
                    .then()
                    .statusCode(200);
        }
    }

    private JsonNode read(Response answer) throws IOException {
        return json.readTree(answer.then().statusCode(200).extract().asString());
    }

    private static Stream<JsonNode> reasons(JsonNode history, String alarm) {
        return StreamSupport.stream(history.spliterator(), false)
                .flatMap(verdict -> StreamSupport.stream(verdict.path("reasons").spliterator(), false))
                .filter(reason -> reason.path("alarm").asText().equals(alarm));
    }

    private static long sum(JsonNode traffic, String version, String field) {
        return StreamSupport.stream(traffic.path("versions").path(version).spliterator(), false)
                .mapToLong(point -> point.path(field).asLong())
                .sum();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
