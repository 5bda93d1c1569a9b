package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.server.http.LoanExample;
import dev.signalbox.server.telemetry.FakeMonitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged server starts and ends. */
class ModelServerProcessIT {
    private static final String READY = "/v2/health/ready";
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    Path folder;

    @Test
    void aModelThatCanNotBeServedEndsItWithCode3AndOneLine() throws Exception {
        ends(
                Map.of("SIGNALBOX_MODEL_URI", "file:///nowhere/model"),
                "signalbox.model.uri must name a folder or a zip that is there");
        ends(Map.of(), "signalbox.model.uri is required");
        ends(
                Map.of("SIGNALBOX_MODEL_URI", LoanExample.folder("1").toString(), "SIGNALBOX_MODEL_SHA256", "00ff"),
                "signalbox.model.sha256 must be that of model.pt");

        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.copy(LoanExample.folder("1").resolve("signature.json"), broken.resolve("signature.json"));
        Files.writeString(broken.resolve("model.pt"), "no torch script");
        ends(
                Map.of("SIGNALBOX_MODEL_URI", broken.toString()),
                "model.pt must be a TorchScript file that PyTorch can load");
    }

    @Test
    void sigtermEndsItInOrderAndSendsTheLastWindow() throws Exception {
        try (FakeMonitor monitor = new FakeMonitor(0);
                ModelServerProcess server = new ModelServerProcess(
                        folder,
                        Map.of(
                                "SIGNALBOX_MODEL_URI",
                                        LoanExample.folder("1").toUri().toString(),
                                "SIGNALBOX_TELEMETRY_URL", monitor.url().toString(),
                                "SIGNALBOX_TELEMETRY_INTERVAL", "1h"))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> server.get(READY) == 200);
            String body = new LoanExample("1").request(0, 1).toString();
            assertThat(server.post("/v2/models/loan-approval/infer", body)).isEqualTo(200);

            server.terminate();
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> server.get(READY) == 503);

            assertThat(server.exitCode()).isEqualTo(143);
            assertThat(monitor.stored()).hasSize(1);
            assertThat(monitor.stored().getFirst().at("/server/rows").asLong()).isEqualTo(2);
            assertThat(server.log()).contains("Model is ready").doesNotContain("ERROR");
        }
    }

    @Test
    void whatAKilledServerHadCountedIsSentOnceByTheNext() throws Exception {
        int port = freePort();
        Map<String, String> environment = Map.of(
                "SIGNALBOX_MODEL_URI",
                LoanExample.folder("1").toUri().toString(),
                "SIGNALBOX_TELEMETRY_URL",
                "http://127.0.0.1:" + port,
                "SIGNALBOX_TELEMETRY_INTERVAL",
                "100ms",
                "SIGNALBOX_TELEMETRY_SPOOL_FOLDER",
                folder.resolve("spool").toString(),
                "SIGNALBOX_RECORDS_RATE",
                "1");
        try (ModelServerProcess killed = new ModelServerProcess(folder, environment)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> killed.get(READY) == 200);
            infer(killed, "first");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> killed.body("/q/metrics").contains("signalbox_telemetry_spool_windows{")
                            && spooled("windows") > 0
                            && spooled("records") > 0);
        }
        try (FakeMonitor monitor = new FakeMonitor(port);
                ModelServerProcess next = new ModelServerProcess(folder, environment)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> next.get(READY) == 200);
            infer(next, "second");

            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            monitor.stored().size() >= 2 && monitor.records().size() >= 2);
            assertThat(monitor.stored())
                    .extracting(window -> window.get("instance").asText() + window.get("sequence"))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
            assertThat(monitor.stored())
                    .allSatisfy(window ->
                            assertThat(window.at("/server/rows").asLong()).isEqualTo(2));
            assertThat(monitor.records())
                    .extracting(record -> record.get("requestId").asText())
                    .containsExactly("first", "second");
        }
    }

    @Test
    void theLogIsJsonWithOneLineForEachRequestAtDebugAndNoneAbove() throws Exception {
        Map<String, String> environment = Map.of(
                "SIGNALBOX_MODEL_URI", LoanExample.folder("1").toUri().toString(),
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true",
                "QUARKUS_LOG_CATEGORY__DEV_SIGNALBOX__LEVEL", "DEBUG");
        try (ModelServerProcess server = new ModelServerProcess(folder, environment)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> server.get(READY) == 200);
            infer(server, "good-1");
            infer(server, "good-2");
            assertThat(server.post(
                            "/v2/models/loan-approval/infer",
                            "{\"S3CRET\": \"S3CRET\\u0001\\n",
                            Map.of("X-Request-Id", "bad-1")))
                    .isEqualTo(400);
            server.terminate();
            server.exitCode();

            List<JsonNode> lines = new ArrayList<>();
            for (String line : server.log().lines().toList()) {
                /* One document a line, and nothing after it. */
                lines.add(STRICT.readTree(line));
            }
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.properties())
                            .extracting(Map.Entry::getKey)
                            .contains("timestamp", "level", "loggerName", "message"));
            assertThat(lines)
                    .extracting(line -> line.get("message").asText())
                    .anyMatch(message -> message.startsWith("Model is ready"));
            List<JsonNode> ofRequests = lines.stream()
                    .filter(line -> line.toString().matches(".*(good|bad)-\\d.*"))
                    .toList();
            assertThat(ofRequests)
                    .extracting(line -> line.get("level").asText())
                    .containsOnly("DEBUG");
            assertThat(ofRequests)
                    .extracting(line -> line.get("message").asText().replaceAll("micros=\\d+", "micros=?"))
                    .containsExactly(ended("200", "good-1"), ended("200", "good-2"), ended("400", "bad-1"));
        }
    }

    private static String ended(String status, String id) {
        return "Request ended path=/v2/models/loan-approval/infer status=" + status + " id=" + id
                + " micros=? gone=false";
    }

    private static void infer(ModelServerProcess server, String requestId) throws IOException {
        String body = new LoanExample("1").request(0, 1).toString();
        assertThat(server.post("/v2/models/loan-approval/infer", body, Map.of("X-Request-Id", requestId)))
                .isEqualTo(200);
    }

    private long spooled(String what) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("spool").resolve(what))) {
            return files.filter(file ->
                            file.toString().endsWith(".spool") && file.toFile().length() > 0)
                    .count();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void ends(Map<String, String> environment, String why) throws IOException, InterruptedException {
        try (ModelServerProcess server = new ModelServerProcess(folder, environment)) {
            assertThat(server.exitCode()).isEqualTo(3);
            assertThat(server.terminationLog()).startsWith(why).hasLineCount(1);
            assertThat(server.log()).contains("Model can not be served: " + why);
        }
    }
}
