package dev.signalbox.monitor.verdict;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.judging.Story.Behaviour;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MonitorApiTest {
    private static final String PROBLEM = "application/problem+json";
    private static final String WINDOW = """
            {"v":1,"windows":[{"instance":"r-1","sequence":%s,"deployment":"a/b","version":"1","reporter":"router",
            "start":"%s","end":"2026-01-01T00:00:01Z","router":{"requests":1,"failures":{},"rejections":0,"cancelled":0,
            "failedOver":0,"failedToClient":0,"latency":{"accuracy":0.01,"counts":{}}}}]}""";

    @Inject
    ObjectMapper json;

    @Test
    void aBadCandidateIsRolledBackAGoodOnePromotedAndAnIdleOneHeld() throws JsonProcessingException {
        assertThat(verdictOn("bank/bad", 10, Behaviour.GOOD.failing(0.3)).outcome())
                .isEqualTo(Outcome.Rollback);
        assertThat(verdictOn("bank/good", 50, Behaviour.GOOD).outcome()).isEqualTo(Outcome.Promote);
        assertThat(verdictOn("bank/idle", 0, Behaviour.GOOD).outcome()).isEqualTo(Outcome.Hold);
    }

    @Test
    void inTheShadowCopiesAreJudgedAndAnUnknownStageIsRefused() throws JsonProcessingException {
        Instant since = now().minusSeconds(90);
        var windows = new Story(5, since, DeploymentName.parse("bank/shadow"))
                .requests(40, 40)
                .inTheShadow()
                .candidate(Behaviour.GOOD.failing(0.3))
                .windows(20);
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);

        String where = "/v1/deployments/bank/shadow/verdict?candidate=2&stable=1&since=" + since + "&stage=";
        given().get(where + "shadow")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("Rollback"))
                .body("candidateRequests", equalTo(2 * 40 * 20));
        given().get(where + "live")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("Hold"))
                .body("candidateRequests", equalTo(0));
        given().get(where + "dark")
                .then()
                .statusCode(400)
                .body("detail", containsString("stage must be live or shadow"));
    }

    @Test
    void aVersionCanBeLookedAtByItselfAndNobodyElseHearsOfIt() throws JsonProcessingException {
        Instant since = now().minusSeconds(90);
        var windows = new Story(5, since, DeploymentName.parse("bank/looked"))
                .requests(40, 40)
                .candidate(Behaviour.GOOD.failing(0.3))
                .windows(60);
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);
        AlarmRule alone = AlarmRule.absolute("errors", Metric.ERROR_RATE, 0.02, AlarmAction.Hold);
        AlarmRule compared = AlarmRule.margin("worse", Metric.ERROR_RATE, 0.01, AlarmAction.Rollback);
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(1, List.of(alone, compared))))
                .put("/v1/deployments/bank/looked/policy")
                .then()
                .statusCode(200);

        String where = "/v1/deployments/bank/looked/verdict?stable=none&policy=1&since=" + since + "&look=";
        given().get(where + "true&candidate=2")
                .then()
                .statusCode(200)
                .body("reasons.signal", contains("Firing", "NoData"));
        given().get(where + "true&candidate=1").then().statusCode(200).body("reasons.signal", not(hasItem("Firing")));
        given().get(where + "maybe&candidate=1").then().statusCode(400).body("detail", containsString("look must be"));
        given().get("/v1/deployments/bank/looked/signals").then().statusCode(404);
        given().get("/q/metrics").then().body(not(containsString("deployment=\"bank/looked\"")));
    }

    @Test
    void aRolloutOfThePastIsJudgedByAnotherPolicy() throws JsonProcessingException {
        Instant since = now().minusSeconds(120);
        var windows = new Story(5, since, DeploymentName.parse("bank/replay"))
                .requests(40, 40)
                .candidate(Behaviour.GOOD.failing(0.1))
                .windows(60);
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);
        String where = "/v1/deployments/bank/replay/verdict/replay?candidate=2&stable=1&since=" + since + "&until="
                + since.plusSeconds(60);

        replay(where, AlarmRule.margin("errors", Metric.ERROR_RATE, 0.01, AlarmAction.Rollback))
                .statusCode(200)
                .body("outcome", contains("Hold", "Rollback"))
                .body("reasons[1].signal", hasItem("Firing"));
        replay(where, AlarmRule.margin("errors", Metric.ERROR_RATE, 0.3, AlarmAction.Rollback))
                .statusCode(200)
                .body("outcome", hasItem("Promote"))
                .body("outcome", not(hasItem("Rollback")));
        given().contentType(ContentType.JSON).post(where).then().statusCode(400).body("detail", containsString("body"));
    }

    private ValidatableResponse replay(String where, AlarmRule alarm) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(1, List.of(alarm))))
                .post(where)
                .then();
    }

    @Test
    void anUnknownDeploymentIsHeldForWantOfData() {
        verdict("nobody/knows", now().minusSeconds(60).toString(), null)
                .statusCode(200)
                .body("outcome", equalTo("Hold"))
                .body("reasons", hasSize(6))
                .body("reasons.signal", everyItem(equalTo("NoData")));
    }

    @Test
    void aPolicyIsKeptAndAnOlderOneRefused() throws JsonProcessingException {
        putPolicy("bank/policy", 7).statusCode(200);
        putPolicy("bank/policy", 7).statusCode(200);
        putPolicy("bank/policy", 6)
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("policy-outdated"))
                .body("detail", containsString("policy.revision"));
        given().get("/v1/deployments/bank/policy/policy").then().statusCode(200).body("revision", equalTo(7));
        given().get("/v1/deployments/bank/none/policy").then().statusCode(404).contentType(PROBLEM);
    }

    @Test
    void aVerdictByAnotherPolicyThanTheStoredOneIsRefused() throws JsonProcessingException {
        String since = now().minusSeconds(60).toString();
        verdict("bank/revision", since, "3")
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("policy-unknown"));
        putPolicy("bank/revision", 3).statusCode(200);
        verdict("bank/revision", since, "3").statusCode(200).body("policyRevision", equalTo(3));
        verdict("bank/revision", since, "4").statusCode(409).body("type", equalTo("policy-unknown"));
    }

    static Stream<Arguments> badTelemetry() {
        return Stream.of(
                Arguments.argumentSet("not JSON", "{\"v\":1,", "JSON"),
                Arguments.argumentSet("nothing", "", "body"),
                Arguments.argumentSet("null", "null", "body"),
                Arguments.argumentSet("a list", "[]", "body"),
                Arguments.argumentSet("wrong version", "{\"v\":2,\"windows\":[]}", "telemetry.v must be 1, got 2"),
                Arguments.argumentSet("no windows", "{\"v\":1}", "telemetry.windows is required"),
                Arguments.argumentSet(
                        "negative sequence", WINDOW.formatted("-1", "2026-01-01T00:00:00Z"), "window.sequence"),
                Arguments.argumentSet(
                        "text for a number", WINDOW.formatted("\"x\"", "2026-01-01T00:00:00Z"), "sequence"),
                Arguments.argumentSet("end before start", WINDOW.formatted("1", "2026-01-02T00:00:00Z"), "window.end"),
                Arguments.argumentSet("no instant", WINDOW.formatted("1", "yesterday"), "start"));
    }

    @ParameterizedTest
    @MethodSource("badTelemetry")
    void badTelemetryIsRefusedByFieldAndRule(String body, String named) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/telemetry")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("status", equalTo(400))
                .body("title", equalTo("The request is not valid"))
                .body("detail", allOf(containsString(named), not(containsString("\tat "))));
    }

    static Stream<Arguments> badQuestions() {
        return Stream.of(
                Arguments.argumentSet("no candidate", "stable=1&since=2026-01-01T00:00:00Z", "candidate is required"),
                Arguments.argumentSet("no stable", "candidate=2&since=2026-01-01T00:00:00Z", "stable is required"),
                Arguments.argumentSet("no since", "candidate=2&stable=1", "since is required"),
                Arguments.argumentSet(
                        "since unreadable", "candidate=2&stable=1&since=noon", "since must be an instant"),
                Arguments.argumentSet(
                        "since in the future",
                        "candidate=2&stable=1&since=2999-01-01T00:00:00Z",
                        "since must not be in the future"),
                Arguments.argumentSet(
                        "same version", "candidate=2&stable=2&since=2026-01-01T00:00:00Z", "must differ from stable"),
                Arguments.argumentSet(
                        "bad version", "candidate=-&stable=1&since=2026-01-01T00:00:00Z", "candidate: version must be"),
                Arguments.argumentSet(
                        "bad policy",
                        "candidate=2&stable=1&since=2026-01-01T00:00:00Z&policy=new",
                        "policy must be a whole number"));
    }

    @ParameterizedTest
    @MethodSource("badQuestions")
    void badQuestionsAreRefusedByParameterAndRule(String query, String named) {
        given().urlEncodingEnabled(false)
                .get("/v1/deployments/a/b/verdict?" + query)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString(named));
    }

    @Test
    void otherMistakesAreProblemsToo() {
        given().get("/v1/nothing").then().statusCode(404).contentType(PROBLEM);
        given().delete("/v1/telemetry").then().statusCode(405).contentType(PROBLEM);
        given().contentType(ContentType.TEXT)
                .body("x")
                .post("/v1/telemetry")
                .then()
                .statusCode(415)
                .contentType(PROBLEM);
        given().get("/v1/deployments/A_B/c/policy").then().statusCode(400).body("detail", containsString("namespace"));
        given().contentType(ContentType.JSON)
                .body("{\"v\":1,\"revision\":1,\"alarms\":[{\"name\":\"X\"}],\"alphaRollback\":0.01}")
                .put("/v1/deployments/a/b/policy")
                .then()
                .statusCode(400)
                .body("detail", containsString("alarm.name"));
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(5_000);
            String head = """
                    POST /v1/telemetry HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 4194305\r
                    \r
                    """;
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            for (int next = 0; next >= 0 && next != '}'; ) {
                next = socket.getInputStream().read();
                answer.append((char) next);
            }
            assertThat(answer.toString())
                    .startsWith("HTTP/1.1 413")
                    .contains(PROBLEM, "body-too-large", "body must have at most 4194304 bytes, got Content-Length");
        }
    }

    @Test
    void feedbackIsAcceptedOnceItIsDurable() {
        String body = "{\"requestId\":\"r-1\",\"kind\":\"label\",\"value\":\"good\",\"at\":\"2026-01-01T00:00:00Z\"}";
        for (int time = 0; time < 2; time++) {
            feedback("a/b", body).statusCode(202);
        }
        feedback("a/b", "{\"requestId\":\"r-1\",\"kind\":\"click\",\"value\":true}")
                .statusCode(202);
        feedback("a/b", "{\"requestId\":\"r-1\",\"kind\":\"click\",\"value\":[1]}")
                .statusCode(400)
                .body("detail", containsString("feedback.value"));
        feedback("a/b", "{\"requestId\":\"r-1\",\"kind\":\"love\",\"value\":1}").statusCode(400);
        feedback("a/b", "{\"requestId\":\"\\u0000\",\"kind\":\"label\",\"value\":1}")
                .statusCode(400)
                .body("detail", containsString("feedback.requestId"));
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/feedback")
                .then()
                .statusCode(400)
                .body("detail", equalTo("deployment is required"));
    }

    @Test
    void metricsHealthAndDescriptionAreServed() throws JsonProcessingException {
        verdictOn("bank/metrics", 10, Behaviour.GOOD.failing(0.3));

        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics)
                .contains("signalbox_monitor_windows_total{result=\"stored\"}")
                .contains("signalbox_monitor_verdicts_total{outcome=\"Rollback\"}")
                .contains("signalbox_alarm_firing{alarm=\"errors\",deployment=\"bank/metrics\",version=\"2\"} 1.0");
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/telemetry"));
    }

    private Verdict verdictOn(String deployment, int toCandidate, Behaviour candidate) throws JsonProcessingException {
        Instant since = now().minusSeconds(90);
        Story story = new Story(5, since, DeploymentName.parse(deployment))
                .requests(toCandidate, 100 - toCandidate)
                .candidate(candidate);
        var windows = story.windows(80);
        for (int from = 0; from < windows.size(); from += 100) {
            given().contentType(ContentType.JSON)
                    .body(json.writeValueAsString(
                            TelemetryBatch.of(windows.subList(from, Math.min(windows.size(), from + 100)))))
                    .post("/v1/telemetry")
                    .then()
                    .statusCode(200);
        }
        putPolicy(deployment, 1).statusCode(200);
        String body = verdict(deployment, since.toString(), "1")
                .statusCode(200)
                .extract()
                .asString();
        return json.readValue(body, Verdict.class);
    }

    private static ValidatableResponse verdict(String deployment, String since, String policy) {
        var question =
                given().queryParam("candidate", "2").queryParam("stable", "1").queryParam("since", since);
        return (policy == null ? question : question.queryParam("policy", policy))
                .get("/v1/deployments/" + deployment + "/verdict")
                .then();
    }

    private ValidatableResponse putPolicy(String deployment, long revision) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(revision, JudgePolicy.DEFAULT_ALARMS)))
                .put("/v1/deployments/" + deployment + "/policy")
                .then();
    }

    private static ValidatableResponse feedback(String deployment, String body) {
        return given().contentType(ContentType.JSON)
                .queryParam("deployment", deployment)
                .body(body)
                .post("/v1/feedback")
                .then();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
