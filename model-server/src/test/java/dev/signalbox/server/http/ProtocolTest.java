package dev.signalbox.server.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(BrokenVersion.class)
class ProtocolTest {
    private static final String MODEL = "/v2/models/loan-approval";
    private static final List<String> RARE = List.of("DomesticAppliance", "Other", "Repairs", "Retraining");

    private final LoanExample example;

    ProtocolTest() throws IOException {
        example = new LoanExample("3");
    }

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/v2/health/ready").statusCode() == 200);
    }

    @Test
    void healthAnswersWithBothKeysAndQuarkusHealthAgrees() {
        for (String path : new String[] {"/v2/health/live", "/v2/health/ready"}) {
            String type = get(path)
                    .then()
                    .statusCode(200)
                    .body("live", equalTo(true))
                    .body("ready", equalTo(true))
                    .extract()
                    .header("Content-Type");
            assertThat(type).isEqualTo("application/json");
        }
        get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void metadataNamesServerAndModel() {
        for (String path : new String[] {"/v2", "/v2/"}) {
            get(path)
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("signalbox-model-server"))
                    .body("version", notNullValue())
                    .body("extensions", hasItems("binary_tensor_data"));
        }
        for (String path : new String[] {MODEL, MODEL + "/versions/3", "/v2/models/loan%2Dapproval"}) {
            given().urlEncodingEnabled(false)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("platform", equalTo("pytorch_torchscript"))
                    .body("versions", hasItems("3"))
                    .body("inputs", hasSize(20))
                    .body("outputs.name", hasItems("approval_probability", "approved"));
        }
        get(MODEL + "/versions/3/ready")
                .then()
                .statusCode(200)
                .body("name", equalTo("loan-approval"))
                .body("ready", equalTo(true));
    }

    @Test
    void answersATypicalApplicant() {
        infer(example.request(small()).toString())
                .statusCode(200)
                .header("Content-Type", equalTo("application/json"))
                .header("Signalbox-Version", equalTo("3"))
                .header("Signalbox-Confidence", notNullValue())
                .body("model_name", equalTo("loan-approval"))
                .body("model_version", equalTo("3"))
                .body("id", equalTo("r1"))
                .body("outputs[0].name", equalTo("approval_probability"))
                .body("outputs[0].data[0]", notNullValue())
                .body("outputs[1].data", hasSize(1));
    }

    @Test
    void answersSeveralRowsAndOnlyTheWantedOutputs() {
        ObjectNode request = example.request(small(), small(), small());
        request.putArray("outputs").addObject().put("name", "approved");

        infer(request.toString())
                .statusCode(200)
                .body("outputs", hasSize(1))
                .body("outputs[0].shape", equalTo(List.of(3)))
                .body("outputs[0].data", hasSize(3));
    }

    @Test
    void answersNullWhereTheModelGivesNoNumber() {
        infer(example.request(small(), large()).toString())
                .statusCode(200)
                .header("Signalbox-Confidence", equalTo("0.0000"))
                .body("outputs[0].data[0]", notNullValue())
                .body("outputs[0].data[1]", nullValue());
    }

    @Test
    void takesNullForAMissingNumberAndAnUnknownCategory() {
        ObjectNode request = example.request(small());
        data(request, "age").setNull(0);
        data(request, "housing").set(0, "Castle");

        infer(request.toString()).statusCode(200).body("outputs[0].data[0]", notNullValue());
    }

    @Test
    void saysInOneLineThatTheModelFailed() {
        infer(example.request(rare()).toString())
                .statusCode(500)
                .header("Content-Type", equalTo("application/json"))
                .header("Signalbox-Version", equalTo("3"))
                .body("error", equalTo("the model failed: RuntimeError: index out of range in self"));
    }

    static Stream<Arguments> refusesWithAMessage() {
        return Stream.of(
                argumentSet("malformed", MODEL, "{", 400, "body must be well-formed JSON"),
                argumentSet("nothing", MODEL, "", 400, "body must be a JSON object"),
                argumentSet("no inputs", MODEL, "{\"inputs\":[]}", 400, "input \"duration\" is missing"),
                argumentSet("another model", "/v2/models/x", "{}", 404, "model must be \"loan-approval\""),
                argumentSet("another version", MODEL + "/versions/2", "{}", 404, "version must be \"3\""),
                argumentSet("too large", MODEL, " ".repeat(70_000), 413, "body must have at most 65536 bytes"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWithAMessage(String model, String body, int status, String message) {
        given().body(body)
                .post(model + "/infer")
                .then()
                .statusCode(status)
                .header("Content-Type", equalTo("application/json"))
                .body("error", containsString(message));
    }

    @Test
    void refusesOtherMethodsAndPaths() {
        get(MODEL + "/infer")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("POST"))
                .body("error", containsString("method must be POST"));
        given().post(MODEL).then().statusCode(405);
        get("/v2/repository").then().statusCode(404).body("error", containsString("/v2/repository"));
    }

    @Test
    void tellsTheMonitorAndPrometheusWhatWasAnswered() {
        infer(example.request(small(), large()).toString()).statusCode(200);
        infer(example.request(rare()).toString()).statusCode(500);
        infer("{").statusCode(400);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(sum("inferences")).isPositive();
            assertThat(sum("errors")).isPositive();
            assertThat(sum("rejected")).isPositive();
            assertThat(sum("nullRows")).isPositive().isLessThan(sum("rows"));
        });
        get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString(
                        "signalbox_model_inferences_total{deployment=\"default/loan-approval\",version=\"3\"}"))
                .body(containsString("signalbox_model_null_outputs_total"))
                .body(containsString("signalbox_telemetry_spool_windows"));
    }

    @Test
    void everyMetricIsOnTheReferencePage() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/model-server.md"));

        Set<String> names = get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("# TYPE signalbox_"))
                .map(line -> line.split(" ", -1)[2].replaceAll("_max$", ""))
                .collect(Collectors.toSet());

        assertThat(names)
                .contains(
                        "signalbox_model_workers_busy",
                        "signalbox_process_cpu_seconds",
                        "signalbox_process_native_memory_bytes")
                .allSatisfy(name -> assertThat(page).containsAnyOf("`" + name + "`", "`" + name + "_total`"));
    }

    private static long sum(String count) {
        return BrokenVersion.monitor().stored().stream()
                .mapToLong(window -> window.get("server").get(count).asLong())
                .sum();
    }

    private static ValidatableResponse infer(String body) {
        return given().body(body).post(MODEL + "/infer").then();
    }

    private static ArrayNode data(ObjectNode request, String name) {
        for (var input : request.get("inputs")) {
            if (input.get("name").asText().equals(name)) {
                return (ArrayNode) input.get("data");
            }
        }
        throw new IllegalArgumentException(name);
    }

    private int small() {
        return first(i -> amount(i) < 2_000 && !RARE.contains(example.value(i, "purpose")));
    }

    private int large() {
        return first(i -> amount(i) > 12_000 && !RARE.contains(example.value(i, "purpose")));
    }

    private int rare() {
        return first(i -> RARE.contains(example.value(i, "purpose")));
    }

    private double amount(int applicant) {
        return Double.parseDouble(example.value(applicant, "amount"));
    }

    private static int first(java.util.function.IntPredicate holds) {
        return IntStream.range(0, 1_000).filter(holds).findFirst().orElseThrow();
    }
}
