package dev.signalbox.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.signalbox.server.conformance.EchoServer;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferRequestedOutputTensor;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.messages.ModelInferResponse.InferOutputTensor;
import dev.signalbox.server.messages.ModelMetadataRequest;
import dev.signalbox.server.messages.ModelMetadataResponse;
import dev.signalbox.server.messages.ModelReadyRequest;
import dev.signalbox.server.messages.ModelReadyResponse;
import dev.signalbox.server.messages.ServerLiveRequest;
import dev.signalbox.server.messages.ServerLiveResponse;
import dev.signalbox.server.messages.ServerMetadataRequest;
import dev.signalbox.server.messages.ServerMetadataResponse;
import dev.signalbox.server.messages.ServerReadyRequest;
import dev.signalbox.server.messages.ServerReadyResponse;
import dev.signalbox.server.messages.health.HealthCheckRequest;
import dev.signalbox.server.messages.health.HealthCheckResponse;
import dev.signalbox.server.messages.health.HealthCheckResponse.ServingStatus;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of gRPC's own library against the server and a real model. */
@QuarkusTest
@QuarkusTestResource(value = EchoServer.class, restrictToAnnotatedClass = true)
class GrpcProtocolTest {
    private static final String HEALTH = "grpc.health.v1.Health/";
    private static final int FUZZED = 500;

    @TestHTTPResource("/")
    URI url;

    private GrpcClient client;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> RestAssured.get("/v2/health/ready").statusCode() == 200);
        client = new GrpcClient(url.getPort());
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void tellsOfItself() {
        assertThat(client.call("ServerLive", ServerLiveRequest.getDefaultInstance(), live())
                        .getLive())
                .isTrue();
        assertThat(client.call(
                                "ServerReady",
                                ServerReadyRequest.getDefaultInstance(),
                                ServerReadyResponse.getDefaultInstance())
                        .getReady())
                .isTrue();
        ServerMetadataResponse server = client.call(
                "ServerMetadata",
                ServerMetadataRequest.getDefaultInstance(),
                ServerMetadataResponse.getDefaultInstance());
        assertThat(server.getName()).isEqualTo("signalbox-model-server");
        assertThat(server.getVersion()).isNotEmpty();
    }

    @Test
    void tellsOfItsModel() {
        ModelMetadataResponse model = metadata();

        assertThat(model.getVersionsList()).containsExactly("1");
        assertThat(model.getPlatform()).isEqualTo("pytorch_torchscript");
        assertThat(model.getInputsList()).anySatisfy(input -> {
            assertThat(input.getName()).isEqualTo("in_matrix");
            assertThat(input.getDatatype()).isEqualTo("FP32");
            assertThat(input.getShapeList()).containsExactly(-1L, -1L, 2L);
        });
        assertThat(ready("echo", "").getReady()).isTrue();
        assertThat(ready("echo", "1").getReady()).isTrue();
        fails(() -> ready("echo", "2"), Status.Code.NOT_FOUND, "version must be \"1\", the only one here, got \"2\"");
        fails(
                () -> client.call(
                        "ModelMetadata",
                        ModelMetadataRequest.newBuilder().setName("other").build(),
                        ModelMetadataResponse.getDefaultInstance()),
                Status.Code.NOT_FOUND,
                "model must be \"echo\", the only one here, got \"other\"");
    }

    @Test
    void everyDatatypeComesBackInItsContents() {
        ModelInferRequest question = EchoQuestions.typed(metadata()).build();

        ModelInferResponse answer = client.infer(question);

        assertThat(answer.getModelName()).isEqualTo("echo");
        assertThat(answer.getModelVersion()).isEqualTo("1");
        assertThat(answer.getId()).isEqualTo("g1");
        assertThat(answer.getRawOutputContentsList()).isEmpty();
        assertThat(answer.getOutputsCount()).isEqualTo(question.getInputsCount());
        for (int i = 0; i < question.getInputsCount(); i++) {
            ModelInferRequest.InferInputTensor asked = question.getInputs(i);
            InferOutputTensor told = answer.getOutputs(i);
            InferTensorContents expected = asked.getName().equals("in_text")
                    ? InferTensorContents.newBuilder()
                            .addInt64Contents(4)
                            .addInt64Contents(4)
                            .build()
                    : asked.getContents();
            assertThat(told.getShapeList()).isEqualTo(asked.getShapeList());
            assertThat(told.getContents()).as(asked.getName()).isEqualTo(expected);
        }
    }

    @Test
    void everyDatatypeComesBackRaw() {
        ModelInferRequest question = EchoQuestions.raw(metadata()).build();

        ModelInferResponse answer = client.infer(question);

        assertThat(answer.getRawOutputContentsCount()).isEqualTo(answer.getOutputsCount());
        for (int i = 0; i < question.getInputsCount(); i++) {
            assertThat(answer.getOutputs(i).hasContents()).isFalse();
            if (!question.getInputs(i).getName().equals("in_text")) {
                assertThat(answer.getRawOutputContents(i))
                        .as(question.getInputs(i).getName())
                        .isEqualTo(question.getRawInputContents(i));
            }
        }
    }

    @Test
    void answersTheOutputsThatAreAskedForWithMetadata() {
        ModelInferRequest question = EchoQuestions.typed(metadata())
                .clearId()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("out_int8"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("out_bool"))
                .build();

        ModelInferResponse answer = client.infer(question, "x-request-id", "r-42");

        assertThat(answer.getId()).isEmpty();
        assertThat(answer.getOutputsList())
                .extracting(InferOutputTensor::getName)
                .containsExactly("out_int8", "out_bool");
        assertThat(client.header("x-request-id")).isEqualTo("r-42");
        assertThat(client.header("signalbox-version")).isEqualTo("1");
    }

    @Test
    void refusesWhatIsWrongAndNamesIt() {
        ModelInferRequest.Builder question = EchoQuestions.typed(metadata());
        fails(
                () -> client.infer(question.clone().setModelName("other").build()),
                Status.Code.NOT_FOUND,
                "model must be \"echo\", the only one here, got \"other\"");
        fails(
                () -> client.infer(question.clone().clearInputs().build()),
                Status.Code.INVALID_ARGUMENT,
                "input \"in_bool\" is missing");
        fails(
                () -> client.infer(
                        question.clone().addRawInputContents(ByteString.EMPTY).build()),
                Status.Code.INVALID_ARGUMENT,
                "raw_input_contents must have an entry for each of the inputs");
        fails(
                () -> client.infer(question.clone().setId("é".repeat(1_025)).build()),
                Status.Code.INVALID_ARGUMENT,
                "id must have at most 1024 characters, got 1025");
        assertThat(client.header("signalbox-version")).isEqualTo("1");
    }

    @Test
    void messagesBeyondTheBoundAreRefusedAndTheConnectionGoesOn() {
        ModelInferRequest question = EchoQuestions.typed(metadata()).build();
        ModelInferRequest large = question.toBuilder()
                .addRawInputContents(ByteString.copyFrom(new byte[3 << 20]))
                .build();

        fails(() -> client.infer(large), Status.Code.RESOURCE_EXHAUSTED, "message must have at most 1048576 bytes");
        assertThat(client.infer(question).getId()).isEqualTo("g1");
    }

    @Test
    void takesCompressedMessagesWithinTheSameBound() {
        ModelInferRequest question = EchoQuestions.typed(metadata()).build();
        CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
        String path = "inference.GRPCInferenceService/ModelInfer";

        assertThat(client.call(path, question, ModelInferResponse.getDefaultInstance(), gzip)
                        .getId())
                .isEqualTo("g1");
        assertThat(client.call(
                                "inference.GRPCInferenceService/ServerLive",
                                ServerLiveRequest.getDefaultInstance(),
                                live(),
                                gzip)
                        .getLive())
                .isTrue();
        ModelInferRequest bomb = question.toBuilder()
                .addRawInputContents(ByteString.copyFrom(new byte[3 << 20]))
                .build();
        fails(
                () -> client.call(path, bomb, ModelInferResponse.getDefaultInstance(), gzip),
                Status.Code.RESOURCE_EXHAUSTED,
                "message must have at most 1048576 bytes");
    }

    @Test
    void refusesOtherCallsAndGrpcOverHttp1() throws Exception {
        for (String path : new String[] {
            "inference.GRPCInferenceService/RepositoryModelLoad",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
        }) {
            fails(
                    () -> client.call(path, ServerLiveRequest.getDefaultInstance(), live(), CallOptions.DEFAULT),
                    Status.Code.UNIMPLEMENTED,
                    "this server has no call /" + path);
        }
        HttpRequest overHttp1 = HttpRequest.newBuilder(url.resolve("/inference.GRPCInferenceService/ServerLive"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/grpc")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5]))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(overHttp1, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("gRPC must come over HTTP/2");
        RestAssured.given()
                .body("{}")
                .post("/inference.GRPCInferenceService/ServerLive")
                .then()
                .statusCode(404);
    }

    @Test
    void saysHowItIsByTheProtocolOfHealth() {
        assertThat(health("").getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health("inference.GRPCInferenceService").getStatus()).isEqualTo(ServingStatus.SERVING);
        fails(() -> health("other"), Status.Code.NOT_FOUND, "service must be one of");
        assertThat(client.stream(
                                HEALTH + "Watch",
                                HealthCheckRequest.getDefaultInstance(),
                                HealthCheckResponse.getDefaultInstance())
                        .next()
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(client.stream(
                                HEALTH + "Watch",
                                HealthCheckRequest.newBuilder()
                                        .setService("other")
                                        .build(),
                                HealthCheckResponse.getDefaultInstance())
                        .next()
                        .getStatus())
                .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }

    @Test
    void isCountedWithRequestsOfTheOtherForm() {
        double before = answered();

        client.infer(EchoQuestions.typed(metadata()).build());

        await().untilAsserted(() -> assertThat(answered()).isEqualTo(before + 1));
        assertThat(RestAssured.get("/v2/models/echo/stats")
                        .jsonPath()
                        .getInt("model_stats[0].inference_stats.success.count"))
                .isPositive();
    }

    /** Messages that something happened to on their way: each is answered, and never as a failure of the server. */
    @Test
    void answersWhateverComes() {
        long seed = System.nanoTime();
        byte[][] good = {
            EchoQuestions.typed(metadata()).build().toByteArray(),
            EchoQuestions.raw(metadata()).build().toByteArray()
        };
        JqwikSession.start();
        try {
            Random random = new Random(seed);
            RandomGenerator<byte[]> pieces = pieces().generator(FUZZED, true);
            for (int i = 0; i < FUZZED; i++) {
                byte[] message = good[i % good.length];
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    message = changed(message, random, pieces.next(random).value());
                }
                assertThat(code(message))
                        .as("seed %d, message %d", seed, i)
                        .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
            }
        } finally {
            JqwikSession.finish();
        }
    }

    private static Arbitrary<byte[]> pieces() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(4),
                Arbitraries.of(
                        new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
                        new byte[] {(byte) 0x80, 0, 0},
                        new byte[] {0x2a, 0},
                        new byte[] {0x3a, 0}));
    }

    private static byte[] changed(byte[] message, Random random, byte[] piece) {
        int at = random.nextInt(message.length);
        int after = Math.min(message.length, at + random.nextInt(4));
        byte[] changed = new byte[at + piece.length + message.length - after];
        System.arraycopy(message, 0, changed, 0, at);
        System.arraycopy(piece, 0, changed, at, piece.length);
        System.arraycopy(message, after, changed, at + piece.length, message.length - after);
        return changed;
    }

    private Status.Code code(byte[] message) {
        try {
            client.inferBytes(message);
            return Status.Code.OK;
        } catch (StatusRuntimeException ended) {
            return ended.getStatus().getCode();
        }
    }

    private double answered() {
        return RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("signalbox_model_inferences_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HealthCheckResponse health(String service) {
        return client.call(
                HEALTH + "Check",
                HealthCheckRequest.newBuilder().setService(service).build(),
                HealthCheckResponse.getDefaultInstance(),
                CallOptions.DEFAULT);
    }

    private ModelReadyResponse ready(String name, String version) {
        Message question =
                ModelReadyRequest.newBuilder().setName(name).setVersion(version).build();
        return client.call("ModelReady", question, ModelReadyResponse.getDefaultInstance());
    }

    private ModelMetadataResponse metadata() {
        return client.call(
                "ModelMetadata",
                ModelMetadataRequest.newBuilder().setName("echo").build(),
                ModelMetadataResponse.getDefaultInstance());
    }

    private static ServerLiveResponse live() {
        return ServerLiveResponse.getDefaultInstance();
    }

    private static void fails(Runnable call, Status.Code code, String text) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, ended -> {
            assertThat(ended.getStatus().getCode()).isEqualTo(code);
            assertThat(ended.getStatus().getDescription()).contains(text);
        });
    }
}
