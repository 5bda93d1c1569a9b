package dev.signalbox.server.conformance;

import static dev.signalbox.server.conformance.Check.ok;
import static dev.signalbox.server.conformance.Check.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Sections 8.1, 8.2 and 8.6 to 8.7: endpoints, metadata, status codes. */
final class ServerChecks {
    private static final byte[] NOTHING = new byte[0];

    private ServerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("8.1", "live answers with both keys", server -> health(server, "/v2/health/live")),
                new Check("8.1", "ready answers with both keys", server -> health(server, "/v2/health/ready")),
                new Check("8.1", "the model is ready, by its name", server -> {
                    JsonNode ready = ok(server.get(server.path() + "/ready")).json();
                    assertThat(ready.path("name").asText()).isEqualTo(server.model());
                    assertThat(ready.path("ready").asBoolean()).isTrue();
                }),
                new Check("8.1", "each version is ready by its path", server -> {
                    for (JsonNode version : server.metadata().path("versions")) {
                        ok(server.get(server.path() + "/versions/" + version.asText() + "/ready"));
                        ok(server.get(server.path() + "/versions/" + version.asText()));
                    }
                }),
                new Check("8.1", "/v2 names server, version and extensions", server -> server(server, "/v2")),
                new Check("8.1", "/v2/ does so too", server -> server(server, "/v2/")),
                new Check("8.2", "metadata has name, platform, inputs and outputs", server -> {
                    assertThat(server.metadata().path("name").asText()).isEqualTo(server.model());
                    assertThat(server.metadata().path("platform").asText()).contains("_");
                    tensors(server.metadata().path("inputs"));
                    tensors(server.metadata().path("outputs"));
                }),
                new Check("8.2", "a name in the URL is decoded", server -> {
                    String first = "%%%02X".formatted((int) server.model().charAt(0));
                    ok(server.get("/v2/models/" + first + server.model().substring(1)));
                }),
                new Check("8.6", "an unknown model is 404", server -> {
                    refused(server.get("/v2/models/no-such-model"), 404);
                    refused(server.get("/v2/models/no-such-model/ready"), 404);
                    refused(
                            server.send(
                                    "POST",
                                    "/v2/models/no-such-model/infer",
                                    "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    Map.of()),
                            404);
                }),
                new Check(
                        "8.6",
                        "an unknown version is 404",
                        server -> refused(server.get(server.path() + "/versions/999999"), 404)),
                new Check("8.6", "an unknown path is 404", server -> refused(server.get("/v2/no/such/path"), 404)),
                new Check("8.6", "another method is 405", server -> {
                    refused(server.get(server.path() + "/infer"), 405);
                    refused(server.send("POST", server.path(), NOTHING, Map.of()), 405);
                }),
                new Check(
                        "8.7",
                        "GET /v2/models lists the model",
                        server -> assertThat(ok(server.get("/v2/models"))
                                        .json()
                                        .path("models")
                                        .toString())
                                .contains(server.model())),
                new Check("8.7", "the repository index names the model", server -> {
                    for (String body : new String[] {"", "{}", "{\"ready\":true}"}) {
                        JsonNode index = ok(server.send(
                                        "POST",
                                        "/v2/repository/index",
                                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        Map.of()))
                                .json();
                        assertThat(index.get(0).path("name").asText()).isEqualTo(server.model());
                        assertThat(index.get(0).path("state").asText()).isEqualTo("READY");
                    }
                }),
                new Check("8.7", "statistics count what was answered", server -> {
                    ok(server.infer(server.question()));
                    JsonNode stats = ok(server.get(server.path() + "/stats"))
                            .json()
                            .path("model_stats")
                            .path(0);
                    assertThat(stats.path("name").asText()).isEqualTo(server.model());
                    assertThat(stats.path("inference_stats")
                                    .path("success")
                                    .path("count")
                                    .asLong())
                            .isPositive();
                }),
                new Check("8.7", "the configuration names all tensors", server -> {
                    JsonNode config = ok(server.get(server.path() + "/config")).json();
                    assertThat(config.path("input"))
                            .hasSize(server.metadata().path("inputs").size());
                    assertThat(config.path("output"))
                            .hasSize(server.metadata().path("outputs").size());
                }),
                new Check("8.7", "what is not offered is refused", server -> {
                    refused(server.send("POST", "/v2/repository/models/x/load", NOTHING, Map.of()), 400, 501);
                    refused(server.get("/v2/systemsharedmemory/status"), 400, 501);
                }));
    }

    private static void health(Subject server, String path) throws InterruptedException {
        JsonNode health = ok(server.get(path)).json();
        assertThat(health.path("live").asBoolean()).isTrue();
        assertThat(health.path("ready").asBoolean()).isTrue();
    }

    private static void server(Subject server, String path) throws InterruptedException {
        JsonNode told = ok(server.get(path)).json();
        assertThat(told.path("name").asText()).isNotBlank();
        assertThat(told.path("version").asText()).isNotBlank();
        assertThat(told.path("extensions").isArray()).isTrue();
    }

    private static void tensors(JsonNode declared) {
        assertThat(declared).isNotEmpty();
        for (JsonNode tensor : declared) {
            assertThat(tensor.path("name").asText()).isNotBlank();
            assertThat(tensor.path("datatype").asText()).isNotBlank();
            assertThat(tensor.path("shape").isArray()).isTrue();
            tensor.path("shape").forEach(size -> assertThat(size.asLong(-2)).isGreaterThanOrEqualTo(-1));
        }
    }
}
