package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model without signature.json is served as plain tensors. */
class PlainModelIT {
    private static final Path MODELS = Path.of("src/test/resources/models");

    @TempDir
    Path folder;

    @Test
    void whatTheFileTellsIsServedAndTheRestIsFree() throws Exception {
        try (ModelServerProcess server = start("mlp")) {
            assertThat(server.log()).contains("Model has no signature.json");
            assertThat(server.body("/v2/models/loan-approval"))
                    .contains(
                            "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1],\"parameters\":{\"any_rank\":true}}")
                    .contains("{\"name\":\"output\",\"datatype\":\"FP32\",\"shape\":[-1]");
            assertThat(infer(server, "x", "[2,30]", 60)).isEqualTo(200);
            assertThat(infer(server, "x", "[60]", 60)).isEqualTo(500);
            assertThat(infer(server, "y", "[2,30]", 60)).isEqualTo(400);
            assertThat(infer(server, "x", "[2,30]", 59)).isEqualTo(400);
        }
    }

    @Test
    void aModelOfPicturesIsWarmedUpWithOne() throws Exception {
        try (ModelServerProcess server = start("photo")) {
            assertThat(server.log()).contains("rowFound=[3, 224, 224] warmUp=true");
            assertThat(infer(server, "photo", "[1,3,16,12]", 576)).isEqualTo(200);
        }
    }

    @Test
    void aModelWhoseOutputsNobodyKnowsIsRefused() throws Exception {
        try (ModelServerProcess server = process("mixed")) {
            assertThat(server.exitCode()).isEqualTo(3);
            assertThat(server.terminationLog())
                    .contains(
                            "without signature.json, model.pt must tell its inputs and outputs, but its forward must return"
                                    + " a tensor or a tuple of tensors, got Dict[str, Tensor]");
        }
    }

    private static int infer(ModelServerProcess server, String name, String shape, int values)
            throws InterruptedException {
        String data = "0.5,".repeat(values);
        return server.post(
                "/v2/models/loan-approval/infer",
                "{\"inputs\":[{\"name\":\"" + name + "\",\"datatype\":\"FP32\",\"shape\":" + shape + ",\"data\":["
                        + data.substring(0, data.length() - 1) + "]}]}");
    }

    private ModelServerProcess start(String model) throws Exception {
        ModelServerProcess server = process(model);
        await().atMost(Duration.ofSeconds(60)).until(() -> server.get("/v2/health/ready") == 200);
        return server;
    }

    private ModelServerProcess process(String model) throws Exception {
        Path plain = Files.createDirectories(folder.resolve(model));
        Files.copy(MODELS.resolve(model).resolve("model.pt"), plain.resolve("model.pt"));
        return new ModelServerProcess(
                folder, Map.of("SIGNALBOX_MODEL_URI", plain.toUri().toString()));
    }
}
