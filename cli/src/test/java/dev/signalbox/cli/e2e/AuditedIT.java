package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.sample.RequestSample;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.load.RequestBodies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * People check shares of what the machine decided and of what a shadow says otherwise: those requests whose ids say so, told by the
 * test for itself. What they decide is the model's agreement with people.
 */
class AuditedIT {
    private static final DeploymentName NAME = DeploymentName.parse("audited");
    private static final DeploymentName OTHER = DeploymentName.parse("other");
    private static final Predicate<String> AUDITED = new RequestSample(0.2)::keeps;
    private static final Predicate<String> LOOKED_AT = new RequestSample(0.6)::keeps;
    private static final int REQUESTS = 150;
    private static final int OBJECTIONS = 3;

    private static LiveMesh mesh;
    private static HttpClient http;
    private static List<byte[]> bodies;

    @BeforeAll
    static void start() throws Exception {
        http = HttpClient.newHttpClient();
        mesh = LiveMesh.up("audited", Map.of(), "--records", "1");
        serve(NAME, "1", "Stable");
        serve(OTHER, "2", "Stable");
        bodies = RequestBodies.ofCsv(
                LiveMesh.EXAMPLE.resolve("german-credit.csv"),
                new RouterClient(mesh.state().ports().routerUrls().get(0)).inputs(NAME));
        serve(NAME, "2", "Shadowing");
    }

    @AfterAll
    static void end() throws Exception {
        http.close();
        mesh.down();
    }

    @Test
    void peopleCheckTheSharesThatIdsTellAndWhatTheyDecideIsAgreement() throws Exception {
        awaitCopies();
        List<String> said = new ArrayList<>();
        Set<String> differs = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            said.add(predicted(NAME, "r-" + i, i));
            if (!said.get(i).equals(predicted(OTHER, "o-" + i, i))) {
                differs.add("r-" + i);
            }
        }
        Set<String> audited = ids().filter(AUDITED).collect(Collectors.toCollection(TreeSet::new));
        Set<String> disputed =
                differs.stream().filter(LOOKED_AT.and(AUDITED.negate())).collect(Collectors.toCollection(TreeSet::new));
        assertThat(audited).hasSizeBetween(REQUESTS / 10, REQUESTS * 3 / 10);
        assertThat(disputed).hasSizeBetween(1, differs.size() - 1);

        await().atMost(LiveMesh.PATIENCE)
                .untilAsserted(() -> assertThat(waiting("Audit")).isEqualTo(audited));
        await().atMost(LiveMesh.PATIENCE)
                .untilAsserted(() -> assertThat(waiting("Disagreement")).isEqualTo(disputed));
        assertThat(queue("Audit"))
                .allSatisfy(
                        ticket -> assertThat(ticket.path("priority").asInt()).isLessThanOrEqualTo(50));
        assertThat(queue("Disagreement"))
                .allSatisfy(
                        ticket -> assertThat(ticket.path("priority").asInt()).isGreaterThanOrEqualTo(500));
        assertThat(post("/v1/reviews/next?deployment=" + NAME, Map.of("reviewer", "ada"))
                        .path("reason")
                        .asText())
                .as("nobody waits for an audit")
                .isEqualTo("Disagreement");

        int checked = 0;
        for (String id : audited) {
            String machine = said.get(Integer.parseInt(id.substring(2)));
            decide(id, checked++ < OBJECTIONS ? machine.equals("1") ? "0" : "1" : machine);
        }
        awaitAgreement(audited.size());
    }

    private static void awaitAgreement(int checked) {
        await().atMost(LiveMesh.PATIENCE).untilAsserted(() -> {
            JsonNode agreement =
                    get("/v1/deployments/" + NAME + "/versions/1/quality").path("decisionAgreement");
            assertThat(agreement.path("value").asDouble(-1))
                    .as(agreement.toString())
                    .isCloseTo((checked - OBJECTIONS) / (double) checked, within(1e-9));
        });
    }

    /* The routers have the route with the copies once people are asked about one. */
    private static void awaitCopies() throws Exception {
        int n = 0;
        do {
            predicted(NAME, "w-" + n, n);
            n++;
        } while (n < 2_000 && queue("Disagreement").isEmpty());
        assertThat(n).isLessThan(2_000);
    }

    private static Stream<String> ids() {
        return IntStream.range(0, REQUESTS).mapToObj(i -> "r-" + i);
    }

    private static Set<String> waiting(String reason) throws Exception {
        return queue(reason).stream()
                .map(ticket -> ticket.path("requestId").asText())
                .filter(id -> id.startsWith("r-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonNode> queue(String reason) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        get("/v1/reviews?inputs=false&limit=500&deployment=" + NAME).forEach(ticket -> {
            if (ticket.path("reason").asText().equals(reason)) {
                found.add(ticket);
            }
        });
        return found;
    }

    private static void decide(String id, String decision) throws Exception {
        String ticket = "/v1/reviews/" + NAME + "/" + id;
        post(ticket + "/claim", Map.of("reviewer", "ada"));
        post(ticket + "/decide", Map.of("reviewer", "ada", "decision", decision));
    }

    private static void serve(DeploymentName name, String version, String phase) throws Exception {
        mesh.apply("""
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: {version: "%s", uri: "file:%s"}
                  automation: {degree: Full%s}
                  rollout: {strategy: Shadow, shadow: {percent: 100%%, duration: 20m, then: Hold}}
                """.formatted(
                        name.name(),
                        version,
                        LiveMesh.EXAMPLE.resolve(version),
                        name.equals(NAME) ? ", auditShare: 20%, disagreementShare: 60%" : ""));
        mesh.awaitPhase(name, version, phase);
    }

    /* The class that the machine decided for. */
    private static String predicted(DeploymentName name, String id, int applicant) throws Exception {
        String router = mesh.state().ports().routerUrls().get(0);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(router + RouterClient.path(name) + "/infer"))
                        .header("Content-Type", "application/json")
                        .header("X-Request-Id", id)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.get(applicant % bodies.size())))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Signalbox-Decision")).contains("automatic");
        return answer.headers().firstValue("Signalbox-Class").orElseThrow();
    }

    private static JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(monitor(path)));
    }

    private static JsonNode post(String path, Object body) throws Exception {
        return send(HttpRequest.newBuilder(monitor(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.JSON.writeValueAsString(body))));
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.JSON.readTree(answer.body());
    }

    private static URI monitor(String path) {
        return URI.create(mesh.state().ports().monitorUrl() + path);
    }
}
