package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.server.http.LoanExample;
import dev.signalbox.server.telemetry.FakeMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged server starts and ends. */
class ModelServerProcessIT {
    private static final String READY = "/v2/health/ready";

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

    private void ends(Map<String, String> environment, String why) throws IOException, InterruptedException {
        try (ModelServerProcess server = new ModelServerProcess(folder, environment)) {
            assertThat(server.exitCode()).isEqualTo(3);
            assertThat(server.terminationLog()).startsWith(why).hasLineCount(1);
            assertThat(server.log()).contains("Model can not be served: " + why);
        }
    }
}
