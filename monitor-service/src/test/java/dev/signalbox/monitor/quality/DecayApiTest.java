package dev.signalbox.monitor.quality;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** From the wire to the signal that a model has decayed. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DecayApiTest {
    private static final Bins BINS = Bins.of(List.of(-1.0, 0.0, 1.0));
    private static final ModelVersion SEVEN = new ModelVersion("7");

    @Inject
    ObjectMapper json;

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void aPopulationThatMovedFiresAndIsAMetric() throws JsonProcessingException {
        String path = "/v1/deployments/decay/moved";
        stable("decay/moved", Instant.now().minus(Duration.ofDays(3)));
        put(
                path + "/versions/7/baseline",
                new ReferenceProfile(ReferenceProfile.VERSION, 2_000, Map.of("age", feature(2_000, 0)), Map.of()));
        windows("decay/moved", 1.5);

        given().queryParam("maxAge", "P30D")
                .get(path + "/decay")
                .then()
                .statusCode(200)
                .body("fired", equalTo(true))
                .body("version", equalTo("7"))
                .body("reasons.find { it.kind == 'drift' }.fired", equalTo(true))
                .body("reasons.find { it.kind == 'drift' }.feature", equalTo("age"))
                .body("reasons.find { it.kind == 'drift' }.threshold", equalTo(0.2f))
                .body("reasons.find { it.kind == 'age' }.fired", equalTo(false))
                .body("reasons.find { it.kind == 'age' }.threshold", equalTo(30f))
                .body("unknown", hasKey("accuracy"));

        assertThat(given().get("/q/metrics").asString())
                .containsPattern(
                        "signalbox_decay_firing\\{deployment=\"decay/moved\",kind=\"drift\",version=\"7\"\\} 1\\.0")
                .containsPattern(
                        "signalbox_decay_days_left\\{deployment=\"decay/moved\",kind=\"age\",version=\"7\"\\} 2[67]\\.");
        given().queryParam("maxDrift", "9.5").get(path + "/decay").then().body("fired", equalTo(false));
    }

    @Test
    void labelsThatSayOtherwiseFireBelowTheLimitThatIsGiven() throws JsonProcessingException {
        Instant now = Instant.now();
        stable("decay/wrong", now.minus(Duration.ofDays(9)));
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            records.add(new InferenceRecord(
                    "w" + i,
                    DeploymentName.parse("decay/wrong"),
                    SEVEN,
                    "i",
                    now.minusSeconds(600 + i),
                    1,
                    1,
                    Map.of(),
                    Map.of("approved", List.of(1L)),
                    List.of()));
        }
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(RecordBatch.of(records)))
                .post("/v1/records")
                .then()
                .statusCode(200);
        for (int i = 0; i < 150; i++) {
            given().contentType(ContentType.JSON)
                    .queryParam("deployment", "decay/wrong")
                    .body("{\"requestId\":\"w%d\",\"kind\":\"label\",\"value\":%d}".formatted(i, i % 2))
                    .post("/v1/feedback")
                    .then()
                    .statusCode(202);
        }

        String path = "/v1/deployments/decay/wrong/decay";
        given().queryParam("minAccuracy", "0.8")
                .get(path)
                .then()
                .body("fired", equalTo(true))
                .body("reasons.find { it.kind == 'accuracy' }.value", equalTo(0.5f))
                .body("reasons.find { it.kind == 'accuracy' }.n", equalTo(150))
                .body("reasons.find { it.kind == 'accuracy' }.interval.high", lessThan(0.8f))
                .body("unknown", hasKey("drift"));
        given().get(path)
                .then()
                .body("fired", equalTo(false))
                .body("reasons.find { it.kind == 'accuracy' }", not(hasKey("threshold")));
        given().queryParam("minAccuracy", "0.8")
                .queryParam("at", now.minus(Duration.ofDays(2)).toString())
                .get(path)
                .then()
                .body("fired", equalTo(false))
                .body("unknown", hasKey("accuracy"));
    }

    @Test
    void theSameStoreGivesTheSameSignalAsOfTheSameTime() throws JsonProcessingException {
        stable("decay/same", Instant.now().minus(Duration.ofDays(1)));
        String path = "/v1/deployments/decay/same/decay?at=" + Instant.now();

        assertThat(given().get(path).asString()).isEqualTo(given().get(path).asString());
    }

    @Test
    void whatIsNotThereOrCanNotBeIsSaid() {
        given().get("/v1/deployments/decay/nobody/decay").then().statusCode(404);
        refused("maxAge", "30 days", "maxAge must be a duration");
        refused("maxAge", "PT0S", "maxAge must be more than PT0S");
        refused("minAccuracy", "2", "minAccuracy must be between");
        refused("maxDrift", "much", "maxDrift must be a number");
        refused("at", "noon", "at must be an instant");
    }

    private static void refused(String name, String value, String why) {
        given().queryParam(name, value)
                .get("/v1/deployments/decay/nobody/decay")
                .then()
                .statusCode(400)
                .body("detail", containsString(why));
    }

    private void stable(String deployment, Instant since) throws JsonProcessingException {
        put(
                "/v1/deployments/" + deployment + "/rollout",
                new RolloutReport(
                        RolloutReport.VERSION,
                        DeploymentName.parse(deployment),
                        since,
                        "Stable",
                        since,
                        SEVEN,
                        null,
                        "Promoted",
                        "serves",
                        1));
    }

    private void put(String path, Object document) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(document))
                .put(path)
                .then()
                .statusCode(204);
    }

    private void windows(String deployment, double mean) throws JsonProcessingException {
        Instant start = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MINUTES);
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int slot = 0; slot < 30; slot++) {
            Instant from = start.plusSeconds(10L * slot);
            FeatureProfile age = feature(50, mean);
            windows.add(TelemetryWindow.ofServer(
                    new TelemetryWindow.Origin(deployment, slot, from, from.plusSeconds(10)),
                    DeploymentName.parse(deployment),
                    SEVEN,
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
                            Map.of())));
        }
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);
    }

    private FeatureProfile feature(int rows, double mean) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, BINS);
        for (int row = 0; row < rows; row++) {
            counter.add(mean + random.nextGaussian());
        }
        return counter.drain();
    }
}
