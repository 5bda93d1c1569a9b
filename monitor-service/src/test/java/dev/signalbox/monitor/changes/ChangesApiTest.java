package dev.signalbox.monitor.changes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ChangesApiTest {
    private final Instant start = Instant.now().minusSeconds(400).truncatedTo(ChronoUnit.SECONDS);

    @Inject
    ObjectMapper json;

    @Inject
    ChangeStore store;

    @TestHTTPResource("/v1/changes/stream")
    URI stream;

    @Test
    void signalsAreThoseOfTheLatestVerdictThatTheOperatorAskedFor() throws JsonProcessingException {
        DeploymentName deployment = DeploymentName.parse("changes/signals");
        given().get("/v1/deployments/" + deployment + "/signals").then().statusCode(404);
        send(new Story(31, start, deployment)
                .candidate(Story.Behaviour.GOOD.failing(0.5))
                .windows(60));
        ask(deployment, "");
        given().get("/v1/deployments/" + deployment + "/signals").then().statusCode(404);

        policy(deployment);
        ask(deployment, "&policy=1");

        given().get("/v1/deployments/" + deployment + "/signals")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("Rollback"))
                .body("outcomeSince", notNullValue())
                .body("signals.since", everyItem(notNullValue()))
                .body("signals.find { it.reason.alarm == 'errors' }.reason.signal", equalTo("Firing"));
        given().queryParam("deployment", deployment.toString())
                .get("/v1/changes")
                .then()
                .statusCode(200)
                .body("[0].change.kind", equalTo("CANDIDATE"))
                .body("[0].change.to", equalTo("Rollback"))
                .body("change.alarm", hasItem("errors"));
    }

    @Test
    void aListenerHearsEveryChangeOnceAlsoWhenItComesBack() throws Exception {
        DeploymentName deployment = DeploymentName.parse("changes/stream");
        send(new Story(32, start, deployment).windows(60));
        policy(deployment);
        ask(deployment, "&policy=1");
        List<NumberedChange> all = store.after(0, deployment, 100);
        assertThat(all.size()).isGreaterThan(2);

        List<String> heard = listen(deployment, "0", all.size());
        assertThat(heard).containsExactlyElementsOf(ids(all));

        List<String> rest = listen(deployment, heard.get(1), all.size() - 2);
        assertThat(rest).containsExactlyElementsOf(ids(all).subList(2, all.size()));
    }

    @Test
    void deploymentsAreListedByNameInPages() throws JsonProcessingException {
        for (String name : List.of("list/a", "list/b", "list/c")) {
            send(new Story(33, start, DeploymentName.parse(name)).windows(20));
        }
        String next = given().queryParam("cursor", "list/0")
                .queryParam("limit", 2)
                .get("/v1/deployments")
                .then()
                .statusCode(200)
                .body("deployments.deployment", equalTo(List.of("list/a", "list/b")))
                .body("deployments[0].versions.version", equalTo(List.of("1", "2")))
                .body(
                        "deployments[0].versions[0].lastCounted",
                        equalTo(start.plusSeconds(19).toString()))
                .extract()
                .path("next");
        assertThat(next).isEqualTo("list/b");
        given().queryParam("cursor", next)
                .queryParam("limit", 1)
                .get("/v1/deployments")
                .then()
                .body("deployments.deployment", equalTo(List.of("list/c")));
        given().queryParam("limit", 201)
                .get("/v1/deployments")
                .then()
                .statusCode(400)
                .body("detail", containsString("limit must be a whole number from 1 to 200"));
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        given().queryParam("after", "x")
                .get("/v1/changes")
                .then()
                .statusCode(400)
                .body("detail", equalTo("after must be the number of a change, got \"x\""));
        given().header("Last-Event-ID", "x").get("/v1/changes/stream").then().statusCode(400);
    }

    private List<String> listen(DeploymentName deployment, String after, int many)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stream + "?deployment=" + deployment))
                .timeout(Duration.ofSeconds(30))
                .header("Last-Event-ID", after)
                .build();
        List<String> ids = new ArrayList<>();
        HttpClient client = HttpClient.newHttpClient();
        try {
            HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            answer.body()
                    .filter(line -> line.startsWith("id:"))
                    .limit(many)
                    .forEach(line -> ids.add(line.substring(3).strip()));
        } finally {
            client.shutdownNow();
        }
        return ids;
    }

    private static List<String> ids(List<NumberedChange> changes) {
        return changes.stream().map(change -> String.valueOf(change.id())).toList();
    }

    private void policy(DeploymentName deployment) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(1, JudgePolicy.DEFAULT_ALARMS)))
                .put("/v1/deployments/" + deployment + "/policy")
                .then()
                .statusCode(200);
    }

    private void ask(DeploymentName deployment, String more) {
        given().get("/v1/deployments/" + deployment + "/verdict?candidate=" + Story.CANDIDATE.id() + "&stable="
                        + Story.STABLE.id() + "&since=" + start + more)
                .then()
                .statusCode(200);
    }

    private void send(List<TelemetryWindow> windows) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);
    }
}
