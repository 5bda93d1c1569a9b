package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.signalbox.server.conformance.EchoModel;
import dev.signalbox.server.grpc.GrpcClient;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferInputTensor;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.signature.Datatype;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged server treats calls of a gRPC client that come together, late, and not at all. */
class GrpcProcessIT {
    private static final int SLOW = 400_000;
    private static final long PATIENT = 30_000;

    @TempDir
    Path folder;

    @Test
    void deadlinesCancellationsAndAFullQueueAreTheSameAsOverRest() throws Exception {
        Map<String, String> small = Map.of("SIGNALBOX_MODEL_WORKERS", "1", "SIGNALBOX_MODEL_QUEUE", "2");
        try (ModelServerProcess server = start(small, several());
                GrpcClient client = new GrpcClient(server.port())) {
            Future<ModelInferResponse> slow = client.inferLater(question(SLOW), PATIENT);
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);
            ListenableFuture<ModelInferResponse> cancelled = client.inferLater(question(SLOW), PATIENT);
            ListenableFuture<ModelInferResponse> late = client.inferLater(question(SLOW), 50);
            await().until(() -> server.metric("signalbox_model_queue_depth") == 2);
            assertThat(codeOf(client.inferLater(question(0), PATIENT))).isEqualTo(Status.Code.UNAVAILABLE);
            cancelled.cancel(true);

            assertThat(codeOf(late)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(slow.get().getOutputs(0).getName()).isEqualTo("sum");
            assertThat(client.infer(question(0)).getOutputs(3).getContents().getInt64Contents(0))
                    .isEqualTo(2);
            /* Whether the one who is late or its cancellation is seen first is a matter of time: neither is computed. */
            assertThat(server.metric("signalbox_model_shed_total{", "reason=\"full\""))
                    .isEqualTo(1);
            assertThat(server.metric("signalbox_model_shed_total{", "reason=\"gone\"")
                            + server.metric("signalbox_model_shed_total{", "reason=\"deadline\""))
                    .isEqualTo(2);
            assertThat(server.metric("signalbox_model_inferences_total")).isEqualTo(2);
        }
    }

    @Test
    void callsGoTogetherAndFailAlone() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_WORKERS", "1"), several());
                GrpcClient client = new GrpcClient(server.port())) {
            Future<ModelInferResponse> slow = client.inferLater(question(SLOW), PATIENT);
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);
            List<Future<ModelInferResponse>> good = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                good.add(client.inferLater(question(0), PATIENT));
            }
            ListenableFuture<ModelInferResponse> bad = client.inferLater(question(0, -2_000), PATIENT);

            assertThat(codeOf(bad)).isEqualTo(Status.Code.INTERNAL);
            slow.get();
            for (Future<ModelInferResponse> each : good) {
                assertThat(each.get().getOutputs(0).getContents().getFp32Contents(0))
                        .isZero();
            }
            assertThat(server.metric("signalbox_model_batch_requests_max")).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void sigtermAnswersWhatIsUnderWay() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_WORKERS", "1"), several());
                GrpcClient client = new GrpcClient(server.port())) {
            List<Future<ModelInferResponse>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(client.inferLater(question(SLOW), PATIENT));
            }
            var health = client.health();
            assertThat(health.next()).isEqualTo("SERVING");
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);

            server.terminate();

            assertThat(health.next()).isEqualTo("NOT_SERVING");
            for (Future<ModelInferResponse> each : asked) {
                assertThat(each.get().getOutputsCount()).isEqualTo(4);
            }
            assertThat(server.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void halfPrecisionComesBackRaw() throws Exception {
        Path echo = EchoModel.write(folder.resolve("echo"), List.of(Datatype.FP16, Datatype.BF16));
        try (ModelServerProcess server = start(Map.of(), echo);
                GrpcClient client = new GrpcClient(server.port())) {
            ModelInferRequest question = ModelInferRequest.newBuilder()
                    .setModelName("several")
                    .addInputs(tensor("in_fp16", "FP16", 2))
                    .addInputs(tensor("in_bf16", "BF16", 2))
                    .addRawInputContents(ByteString.fromHex("003effbf"))
                    .addRawInputContents(ByteString.fromHex("c03fff7e"))
                    .build();

            ModelInferResponse answer = client.infer(question);

            assertThat(answer.getRawOutputContentsList()).isEqualTo(question.getRawInputContentsList());
            assertThatThrownBy(() -> client.infer(
                            question.toBuilder().clearRawInputContents().build()))
                    .hasMessageContaining("contents of FP16 must be raw, in raw_input_contents");
        }
    }

    @Test
    void picturesAreAnsweredAlikeInContentsAndInRawContents() throws Exception {
        Path photo = Path.of("src/test/resources/models/photo").toAbsolutePath();
        ByteString jpeg = picture("baseline.jpg");
        ByteString png = picture("rgb.png");
        try (ModelServerProcess server = start(Map.of(), photo);
                GrpcClient client = new GrpcClient(server.port())) {
            ModelInferRequest.Builder question = ModelInferRequest.newBuilder().setModelName("several");
            ModelInferResponse typed = client.infer(question.clone()
                    .addInputs(tensor("photo", "BYTES", 2)
                            .setContents(InferTensorContents.newBuilder()
                                    .addBytesContents(jpeg)
                                    .addBytesContents(png)))
                    .build());
            ModelInferResponse raw = client.infer(question.clone()
                    .addInputs(tensor("photo", "BYTES", 2))
                    .addRawInputContents(
                            length(jpeg).concat(jpeg).concat(length(png)).concat(png))
                    .build());

            List<Float> means = typed.getOutputs(0).getContents().getFp32ContentsList();
            assertThat(means).hasSize(6).doesNotContain(Float.NaN);
            assertThat(means.subList(0, 3)).isNotEqualTo(means.subList(3, 6));
            assertThat(floats(raw.getRawOutputContents(0))).isEqualTo(means);
        }
    }

    private static ByteString picture(String file) throws IOException {
        return ByteString.copyFrom(Files.readAllBytes(Path.of("src/test/resources/pictures", file)));
    }

    private static ByteString length(ByteString bytes) {
        return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, bytes.size()));
    }

    private static List<Float> floats(ByteString raw) {
        FloatBuffer values =
                raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        List<Float> floats = new ArrayList<>();
        while (values.hasRemaining()) {
            floats.add(values.get());
        }
        return floats;
    }

    private static Path several() {
        return Path.of("src/test/resources/models/several").toAbsolutePath();
    }

    private ModelServerProcess start(Map<String, String> environment, Path model) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SIGNALBOX_MODEL_DEPLOYMENT", "default/several");
        all.put("SIGNALBOX_MODEL_URI", model.toString());
        ModelServerProcess server = new ModelServerProcess(folder, all);
        await().atMost(Duration.ofSeconds(60)).until(() -> server.get("/v2/health/ready") == 200);
        return server;
    }

    private static ModelInferRequest question(int spins) {
        return question(spins, 0);
    }

    private static ModelInferRequest question(int spins, int low) {
        return ModelInferRequest.newBuilder()
                .setModelName("several")
                .addInputs(tensor("a", "FP32", 1, 3)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(low)
                                .addFp32Contents(spins)
                                .addFp32Contents(0)))
                .addInputs(tensor("count", "INT64", 1)
                        .setContents(InferTensorContents.newBuilder().addInt64Contents(1)))
                .addInputs(tensor("wide", "FP64", 1, 1)
                        .setContents(InferTensorContents.newBuilder().addFp64Contents(1)))
                .build();
    }

    private static InferInputTensor.Builder tensor(String name, String datatype, long... shape) {
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (long size : shape) {
            tensor.addShape(size);
        }
        return tensor;
    }

    private static Status.Code codeOf(Future<ModelInferResponse> call) throws InterruptedException {
        try {
            call.get();
            return Status.Code.OK;
        } catch (ExecutionException ended) {
            return ((StatusRuntimeException) ended.getCause()).getStatus().getCode();
        }
    }
}
