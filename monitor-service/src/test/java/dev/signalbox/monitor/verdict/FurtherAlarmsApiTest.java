package dev.signalbox.monitor.verdict;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What model servers tell of values, answers and training data, from the wire to the verdict. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FurtherAlarmsApiTest {
    private static final Bins BINS = Bins.of(List.of(-1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28));

    @Inject
    ObjectMapper json;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void aFeatureThatMovedFromTheTrainingDataHoldsByTheDefaultAlarms() throws JsonProcessingException {
        Instant since = start();
        tell("drift/alone", Story.CANDIDATE, 0);
        tell("drift/alone", Story.STABLE, 0);
        profiles("drift/alone", since, 1.2, 0);

        verdict("drift/alone", since, "")
                .body("reasons.find { it.alarm == 'drift' }.signal", equalTo("Firing"))
                .body("reasons.find { it.alarm == 'drift' }.action", equalTo("Hold"))
                .body("reasons.find { it.alarm == 'drift' }.message", containsString("of age in"));
    }

    @Test
    void whatStableShowsTooIsTheWorlds() throws JsonProcessingException {
        Instant since = start();
        tell("drift/world", Story.CANDIDATE, 0);
        tell("drift/world", Story.STABLE, 0);
        profiles("drift/world", since, 1.2, 1.2);

        verdict("drift/world", since, "")
                .body("reasons.find { it.alarm == 'drift' }.action", equalTo("Notify"))
                .body("reasons.find { it.alarm == 'drift' }.message", containsString("the world moved"));
    }

    @Test
    void aBaselineIsKeptAndARefusedOneNamesTheField() throws JsonProcessingException {
        tell("drift/kept", Story.CANDIDATE, 0);
        given().get("/v1/deployments/drift/kept/versions/2/baseline")
                .then()
                .statusCode(200)
                .body("rows", equalTo(2_000));
        given().get("/v1/deployments/drift/kept/versions/9/baseline").then().statusCode(404);
        given().contentType(ContentType.JSON)
                .body("{\"v\":1,\"rows\":-1,\"features\":{},\"outputs\":{}}")
                .put("/v1/deployments/drift/kept/versions/2/baseline")
                .then()
                .statusCode(400)
                .body("detail", containsString("baseline.rows"));
    }

    @Test
    void labelsThatCameLateDecideAboutAccuracyAndQualityIsTold() throws JsonProcessingException {
        Instant since = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        policy("labels/late", AlarmRule.margin("right", Metric.ACCURACY, 0.05, AlarmAction.Rollback));
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            boolean ofCandidate = i % 2 == 0;
            long answer = ofCandidate && i % 4 == 0 ? 0 : 1;
            records.add(record("labels/late", ofCandidate ? Story.CANDIDATE : Story.STABLE, i, answer, since));
        }
        send(records);
        verdict("labels/late", since, "1").body("reasons[0].signal", equalTo("NoData"));

        for (int i = 0; i < 300; i++) {
            given().contentType(ContentType.JSON)
                    .body("{\"requestId\":\"r-" + i + "\",\"kind\":\"label\",\"value\":1}")
                    .post("/v1/feedback?deployment=labels/late")
                    .then()
                    .statusCode(202);
        }

        verdict("labels/late", since, "1")
                .body("outcome", equalTo("Rollback"))
                .body("reasons[0].metric", equalTo("accuracy"))
                .body("reasons[0].value", allOf(greaterThan(0.4f), lessThan(0.6f)))
                .body("reasons[0].reference", equalTo(1.0f));
        given().get("/v1/deployments/labels/late/versions/2/quality?from=" + since)
                .then()
                .statusCode(200)
                .body("records", equalTo(150))
                .body("accuracy.value", equalTo(0.5f))
                .body("accuracyBySlice.'housing=Own'.of", greaterThan(50));
    }

    @Test
    void requestsThatBothVersionsAnsweredAreCompared() throws JsonProcessingException {
        Instant since = start();
        policy("pairs/both", AlarmRule.absolute("differ", Metric.DISAGREEMENT, 0.1, AlarmAction.Hold));
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            records.add(record("pairs/both", Story.CANDIDATE, i, i % 2, since));
            records.add(record("pairs/both", Story.STABLE, i, 1, since));
        }
        send(records);

        verdict("pairs/both", since, "1&stage=shadow")
                .body("reasons[0].signal", equalTo("Firing"))
                .body("reasons[0].samples", equalTo(150))
                .body("reasons[0].value", equalTo(0.5f));
    }

    @Test
    void aSplitThatIsNotTheIntendedOneHolds() throws JsonProcessingException {
        Instant since = start();
        send(
                "split/broken",
                new Story(3, since, DeploymentName.parse("split/broken"))
                        .requests(40, 60)
                        .windows(60));
        String split = "&weight=500&weightSince=" + since;

        verdict("split/broken", since, split.substring(1), "")
                .body("outcome", equalTo("Hold"))
                .body("reasons.alarm", hasItem("traffic-split"));
        given().get(path("split/broken", since) + "&weight=10001&weightSince=" + since)
                .then()
                .statusCode(400)
                .body("detail", containsString("weight must be between 0 and 10000"));
    }

    private static Instant start() {
        return Instant.ofEpochSecond(Math.floorDiv(Instant.now().getEpochSecond() - 700, 10) * 10);
    }

    private static String path(String deployment, Instant since) {
        return "/v1/deployments/" + deployment + "/verdict?candidate=2&stable=1&since=" + since;
    }

    private static ValidatableResponse verdict(String deployment, Instant since, String policy) {
        return verdict(deployment, since, policy.isEmpty() ? "" : "policy=" + policy, "");
    }

    private static ValidatableResponse verdict(String deployment, Instant since, String query, String more) {
        return given().get(path(deployment, since) + "&" + query + more).then().statusCode(200);
    }

    private void tell(String deployment, ModelVersion version, double mean) throws JsonProcessingException {
        ReferenceProfile baseline =
                new ReferenceProfile(ReferenceProfile.VERSION, 2_000, Map.of("age", feature(2_000, mean)), Map.of());
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(baseline))
                .put("/v1/deployments/" + deployment + "/versions/" + version.id() + "/baseline")
                .then()
                .statusCode(204);
    }

    private void profiles(String deployment, Instant since, double ofCandidate, double ofStable)
            throws JsonProcessingException {
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int slot = 0; slot < 60; slot++) {
            Instant start = since.plusSeconds(10L * slot);
            windows.add(window(deployment, Story.CANDIDATE, slot, start, feature(20, ofCandidate)));
            windows.add(window(deployment, Story.STABLE, slot, start, feature(100, ofStable)));
        }
        send(deployment, windows);
    }

    private static TelemetryWindow window(
            String deployment, ModelVersion version, int sequence, Instant start, FeatureProfile age) {
        return TelemetryWindow.ofServer(
                new TelemetryWindow.Origin(deployment + "-" + version.id(), sequence, start, start.plusSeconds(10)),
                DeploymentName.parse(deployment),
                version,
                new ServerCounts(
                        age.rows(),
                        0,
                        0,
                        age.rows(),
                        0,
                        Map.of(),
                        Map.of(),
                        LatencyHistogram.EMPTY,
                        Map.of("age", age),
                        Map.of()));
    }

    private FeatureProfile feature(int rows, double mean) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, BINS);
        for (int row = 0; row < rows; row++) {
            counter.add(mean + random.nextGaussian());
        }
        return counter.drain();
    }

    private static InferenceRecord record(
            String deployment, ModelVersion version, int number, long answer, Instant since) {
        return new InferenceRecord(
                "r-" + number,
                DeploymentName.parse(deployment),
                version,
                "server-" + version.id(),
                since.plusSeconds(number),
                1_000,
                1,
                Map.of("housing", List.of(number % 3 == 0 ? "Rent" : "Own")),
                Map.of("approved", List.of(answer)),
                List.of());
    }

    private void policy(String deployment, AlarmRule... alarms) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(1, List.of(alarms))))
                .put("/v1/deployments/" + deployment + "/policy")
                .then()
                .statusCode(200);
    }

    private void send(String deployment, List<TelemetryWindow> windows) throws JsonProcessingException {
        for (int from = 0; from < windows.size(); from += 100) {
            given().contentType(ContentType.JSON)
                    .body(json.writeValueAsString(
                            TelemetryBatch.of(windows.subList(from, Math.min(windows.size(), from + 100)))))
                    .post("/v1/telemetry")
                    .then()
                    .statusCode(200);
        }
    }

    private void send(List<InferenceRecord> records) throws JsonProcessingException {
        for (int from = 0; from < records.size(); from += 100) {
            given().contentType(ContentType.JSON)
                    .body(json.writeValueAsString(
                            RecordBatch.of(records.subList(from, Math.min(records.size(), from + 100)))))
                    .post("/v1/records")
                    .then()
                    .statusCode(200);
        }
    }
}
