package dev.signalbox.monitor.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the page's heat map and distributions are drawn from, from the wire. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DriftApiTest {
    private static final Bins BINS = Bins.of(List.of(-1.0, 0.0, 1.0));
    private static final int SLOTS = 12;

    @Inject
    ObjectMapper json;

    private final SplittableRandom random = new SplittableRandom(13);
    private final Instant start =
            Instant.ofEpochSecond(Math.floorDiv(Instant.now().getEpochSecond() - 600, 60) * 60);

    @Test
    void aFeatureThatMovedIsTheOneThatIsHotAndOnlyFromThenOn() throws JsonProcessingException {
        tell("heat/moved", "1");
        tell("heat/moved", "2");
        for (int slot = 0; slot < SLOTS; slot++) {
            send("heat/moved", "1", slot, 0, 0);
            send("heat/moved", "2", slot, 0, slot < SLOTS / 2 ? 0 : 1.5);
        }

        JsonNode drift = read(during().queryParam("version", "1", "2"), "heat/moved", "");

        assertThat(drift.path("versions")).hasSize(2);
        assertThat(drift.path("stepSeconds").asLong()).isEqualTo(10);
        assertThat(drift.path("times")).hasSizeLessThanOrEqualTo(48);
        assertThat(effects(drift, 0, "income"))
                .hasSize(SLOTS)
                .allSatisfy(e -> assertThat(e).isLessThan(0.1));
        assertThat(effects(drift, 1, "age"))
                .hasSize(SLOTS)
                .allSatisfy(e -> assertThat(e).isLessThan(0.1));
        List<Double> moved = effects(drift, 1, "income");
        assertThat(moved.subList(0, SLOTS / 2)).allSatisfy(e -> assertThat(e).isLessThan(0.1));
        assertThat(moved.subList(SLOTS / 2, SLOTS))
                .allSatisfy(e -> assertThat(e).isGreaterThan(0.5));
        assertThat(drift.at("/versions/1/features/0/points/0/rows").asLong()).isEqualTo(500);
    }

    @Test
    void aVersionWithoutTrainingDataOrWithoutTrafficIsToldSo() throws JsonProcessingException {
        send("heat/bare", "1", 0, 0, 0);
        tell("heat/bare", "2");

        JsonNode drift = read(during().queryParam("version", "1", "2"), "heat/bare", "");

        assertThat(drift.at("/versions/0/hasBaseline").asBoolean()).isFalse();
        assertThat(drift.at("/versions/0/features")).isEmpty();
        assertThat(drift.at("/versions/1/hasBaseline").asBoolean()).isTrue();
        assertThat(drift.at("/versions/1/features")).isEmpty();
    }

    @Test
    void aDistributionStandsBesideItsTrainingDataInShares() throws JsonProcessingException {
        tell("heat/shares", "1");
        send("heat/shares", "1", 0, 0, 1.5);
        send("heat/shares", "1", 1, 0, 1.5);

        JsonNode shown = read(
                during().queryParam("version", "1").queryParam("feature", "income"), "heat/shares", "/distribution");

        assertThat(shown.path("bins")).hasSizeGreaterThanOrEqualTo(4);
        double seen = 0;
        double training = 0;
        for (JsonNode bin : shown.path("bins")) {
            seen += bin.path("current").asDouble();
            training += bin.path("reference").asDouble();
        }
        assertThat(seen).isCloseTo(1, within(1e-9));
        assertThat(training).isCloseTo(1, within(1e-9));
        assertThat(shown.path("rows").asLong()).isEqualTo(1_000);
        assertThat(shown.path("referenceRows").asLong()).isEqualTo(5_000);
        JsonNode drift = shown.path("drift");
        assertThat(drift.path("effect").asDouble()).isGreaterThan(0.5);
        /* Of a mean that moved by 1.5 deviations: 2 Phi(.75) - 1 at the middle, about which there is an edge on either side. */
        assertThat(drift.path("kolmogorovSmirnov").asDouble()).isBetween(0.4, 0.5467);
        assertThat(drift.path("wasserstein").asDouble()).isBetween(0.5, 1.5);
        assertThat(drift.path("jensenShannon").asDouble()).isBetween(0.3, 1.0);

        ask(during().queryParam("version", "1").queryParam("feature", "shoe"), "heat/shares", "/distribution")
                .then()
                .statusCode(404);
        ask(during().queryParam("version", "1").queryParam("feature", "income"), "heat/else", "/distribution")
                .then()
                .statusCode(404);
    }

    @Test
    void mistakesAreProblemsThatNameTheParameter() {
        String[][] wrong = {
            {"", "version must be given 1 to 4 times, got 0"},
            {"?version=1&version=2&version=3&version=4&version=5", "got 5"},
            {"?version=%20", "version"},
            {"?version=1&from=yesterday", "from must be an instant"},
            {"?version=1&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to must be after from"},
            {"?version=1&from=2025-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "31 days"},
            {"/distribution?version=1", "feature is required"},
            {"/distribution?feature=age", "version is required"}
        };
        for (String[] one : wrong) {
            given().urlEncodingEnabled(false)
                    .get("/v1/deployments/heat/wrong/drift" + one[0])
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("invalid-request"))
                    .body("detail", containsString(one[1]));
        }
    }

    private RequestSpecification during() {
        return given().queryParam("from", start.toString())
                .queryParam("to", start.plusSeconds(10L * SLOTS).toString());
    }

    private static Response ask(RequestSpecification question, String deployment, String rest) {
        return question.get("/v1/deployments/" + deployment + "/drift" + rest);
    }

    private JsonNode read(RequestSpecification question, String deployment, String rest)
            throws JsonProcessingException {
        return json.readTree(
                ask(question, deployment, rest).then().statusCode(200).extract().asString());
    }

    private static List<Double> effects(JsonNode drift, int version, String feature) {
        List<Double> effects = new ArrayList<>();
        for (JsonNode one : drift.path("versions").path(version).path("features")) {
            if (one.path("name").asText().equals(feature)) {
                one.path("points")
                        .forEach(point -> effects.add(point.path("effect").asDouble()));
            }
        }
        return effects;
    }

    private void tell(String deployment, String version) throws JsonProcessingException {
        ReferenceProfile baseline = new ReferenceProfile(
                ReferenceProfile.VERSION,
                5_000,
                Map.of("age", feature(5_000, 0), "income", feature(5_000, 0)),
                Map.of());
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(baseline))
                .put("/v1/deployments/" + deployment + "/versions/" + version + "/baseline")
                .then()
                .statusCode(204);
    }

    private void send(String deployment, String version, int slot, double age, double income)
            throws JsonProcessingException {
        Instant from = start.plusSeconds(10L * slot);
        TelemetryWindow window = TelemetryWindow.ofServer(
                new TelemetryWindow.Origin(deployment + "-" + version, slot, from, from.plusSeconds(10)),
                DeploymentName.parse(deployment),
                new ModelVersion(version),
                new ServerCounts(
                        500,
                        0,
                        0,
                        500,
                        0,
                        Map.of(),
                        Map.of(),
                        LatencyHistogram.EMPTY,
                        Map.of("age", feature(500, age), "income", feature(500, income)),
                        Map.of()));
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(List.of(window))))
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
