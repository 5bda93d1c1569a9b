package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a signature masks is asked of a real mesh that records every request and puts every one before people; then everything
 * that is kept is searched for it, and for values beside it that are to be found there.
 */
class MaskedIT {
    private static final DeploymentName NAME = DeploymentName.parse("masked");
    private static final String AT_MONITOR = "/v1/deployments/default/masked/";
    private static final String TEXT = "Secret-Q7x9-purpose";
    private static final double NUMBER = 73219.625;
    private static final List<Sought> SECRETS = List.of(Sought.of(TEXT), Sought.of(NUMBER));
    private static final double SEEN_NUMBER = 4711;
    private static final String SEEN_TEXT = "Control-K3v8-housing";

    private static LiveMesh mesh;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        http = HttpClient.newHttpClient();
        Path spool = Path.of("target", "e2e", "masked", "spool").toAbsolutePath();
        mesh = LiveMesh.up("masked", Map.of("SIGNALBOX_TELEMETRY_SPOOL_FOLDER", spool.toString()), "--records", "1");
        mesh.apply("""
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: masked}
                spec:
                  model: {version: "1", uri: "file:%s"}
                  automation: {degree: HumanOnly}
                """.formatted(maskedModel()));
        mesh.awaitPhase(NAME, "1", "Stable");
    }

    @AfterAll
    static void end() throws Exception {
        http.close();
        mesh.down();
    }

    @Test
    void whatASignatureMasksIsNowhereBehindTheAnswer() throws Exception {
        assertThat(infer("m-1", request()).statusCode()).isEqualTo(202);
        ObjectNode wrong = request();
        data(wrong, "amount").removeAll().add(TEXT);
        assertThat(infer("m-2", wrong).statusCode()).isEqualTo(400);
        String metrics = await().atMost(LiveMesh.PATIENCE)
                .until(
                        MaskedIT::modelServerMetrics,
                        text -> text.contains("feature=\"duration\"")
                                && text.lines()
                                        .anyMatch(line -> line.startsWith("signalbox_model_feature_mean{")
                                                && line.contains("\"duration\"")
                                                && line.endsWith(" " + SEEN_NUMBER)));
        assertThat(Sought.of(SEEN_NUMBER).in(metrics)).isTrue();
        assertThat(SECRETS).noneMatch(secret -> secret.in(metrics));

        whileTheMonitorIsAway();

        awaitKept("m-1");
        awaitKept("m-3");
        String kept = everythingThatIsTold();
        assertThat(kept).contains(SEEN_TEXT, "4711");
        assertThat(SECRETS).noneMatch(secret -> secret.in(kept));
        Set<String> tables = mesh.tablesWith(List.of(Sought.of(SEEN_TEXT)));
        assertThat(tables).as("tables with what is not masked").isNotEmpty();
        assertThat(mesh.tablesWith(SECRETS)).isEmpty();
        assertThat(mesh.filesWith(List.of(Sought.of(" INFO ")))).as("logs").anyMatch(file -> file.endsWith(".log"));
        assertThat(mesh.filesWith(SECRETS)).isEmpty();
    }

    /* Its tickets wait on the router's disk. */
    private static void whileTheMonitorIsAway() throws Exception {
        ProcessHandle monitor = mesh.service("monitor");
        signal("STOP", monitor);
        try {
            assertThat(infer("m-3", request()).statusCode()).isEqualTo(202);
            assertThat(mesh.filesWith(List.of(Sought.of(SEEN_TEXT))))
                    .as("the ticket on the router's disk")
                    .anyMatch(file -> file.contains("spool"));
            assertThat(mesh.filesWith(SECRETS)).isEmpty();
        } finally {
            signal("CONT", monitor);
        }
    }

    private static void awaitKept(String id) {
        await().atMost(LiveMesh.PATIENCE)
                .until(() -> monitor(AT_MONITOR + "records/export?format=jsonl").contains(id)
                        && monitor("/v1/reviews").contains(id));
    }

    private static String everythingThatIsTold() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String path : List.of(
                AT_MONITOR + "records",
                AT_MONITOR + "records/export?format=jsonl",
                AT_MONITOR + "records/export?format=csv",
                AT_MONITOR + "training",
                AT_MONITOR + "profiles?version=1",
                AT_MONITOR + "drift?version=1",
                AT_MONITOR + "versions/1/baseline",
                AT_MONITOR + "versions/1/quality",
                AT_MONITOR + "versions/1/errors",
                AT_MONITOR + "learned",
                AT_MONITOR + "traffic",
                AT_MONITOR + "signals",
                "/v1/reviews",
                "/v1/reviews/default/masked/m-1",
                "/v1/reviews/default/masked/m-1/audit",
                "/v1/reviews/default/masked/m-3",
                "/q/metrics")) {
            all.append(monitor(path)).append('\n');
        }
        for (String admin : mesh.state().ports().routerAdminUrls()) {
            all.append(get(admin + "/q/metrics"));
        }
        return all.append(get("http://127.0.0.1:" + mesh.state().ports().operator() + "/q/metrics"))
                .append(modelServerMetrics())
                .toString();
    }

    private static String monitor(String path) throws Exception {
        return get(mesh.state().ports().monitorUrl() + path);
    }

    private static String get(String url) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        /* Of some things nothing is known yet. */
        assertThat(answer.statusCode()).as("%s %s", url, answer.body()).isIn(200, 404);
        return answer.body();
    }

    private static String modelServerMetrics() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int port : mesh.modelServerPorts(NAME)) {
            all.append(get("http://127.0.0.1:" + port + "/q/metrics"));
        }
        return all.toString();
    }

    private static HttpResponse<String> infer(String id, JsonNode body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(
                                mesh.state().ports().routerUrls().getFirst() + RouterClient.path(NAME) + "/infer"))
                        .header("Content-Type", "application/json")
                        .header("X-Request-Id", id)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /* One applicant, whose masked values and whose values beside them occur nowhere else. */
    private static ObjectNode request() throws IOException {
        ObjectNode request = Json.JSON.createObjectNode();
        ArrayNode inputs = request.putArray("inputs");
        for (JsonNode input : signature().path("inputs")) {
            ObjectNode tensor = inputs.addObject()
                    .put("name", input.path("name").asText())
                    .put("datatype", input.path("datatype").asText());
            tensor.putArray("shape").add(1);
            ArrayNode data = tensor.putArray("data");
            if (input.has("categories")) {
                data.add(input.path("categories").get(0));
            } else {
                data.add(1);
            }
        }
        data(request, "amount").removeAll().add(NUMBER);
        data(request, "purpose").removeAll().add(TEXT);
        data(request, "duration").removeAll().add((int) SEEN_NUMBER);
        data(request, "housing").removeAll().add(SEEN_TEXT);
        return request;
    }

    private static ArrayNode data(JsonNode request, String input) {
        for (JsonNode tensor : request.path("inputs")) {
            if (tensor.path("name").asText().equals(input)) {
                return (ArrayNode) tensor.path("data");
            }
        }
        throw new AssertionError("the example has no input " + input);
    }

    private static ObjectNode signature() throws IOException {
        return (ObjectNode)
                Json.JSON.readTree(LiveMesh.EXAMPLE.resolve("1/signature.json").toFile());
    }

    /* The example's first version, whose signature masks an amount and a purpose. */
    private static Path maskedModel() throws IOException {
        Path folder = Files.createDirectories(
                Path.of("target", "e2e", "models", "masked").toAbsolutePath());
        for (String file : List.of("model.pt", "baseline.json")) {
            Files.copy(
                    LiveMesh.EXAMPLE.resolve("1").resolve(file),
                    folder.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        ObjectNode signature = signature();
        for (JsonNode input : signature.path("inputs")) {
            if (Set.of("amount", "purpose").contains(input.path("name").asText())) {
                ((ObjectNode) input).put("masked", true);
            }
        }
        Json.JSON.writeValue(folder.resolve("signature.json").toFile(), signature);
        return folder;
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
