package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.resource.DeploymentView;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A limit that was learned takes back a candidate that the hard one would let through. The month that it is learned from is made up:
 * windows of a router that came late, by the interface that routers use.
 */
class LearnedLimitIT {
    private static final DeploymentName NAME = DeploymentName.parse("learned");
    private static final String AT_MONITOR = "/v1/deployments/default/learned/";
    private static final int DAYS = 30;
    private static final int REQUESTS_OF_AN_HOUR = 1_000;
    private static final double USUAL_ERRORS = 0.005;

    private static LiveMesh mesh;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        http = HttpClient.newHttpClient();
        mesh = LiveMesh.up("learned", Map.of("SIGNALBOX_MONITOR_RETENTION_TELEMETRY", "60d"));
    }

    @AfterAll
    static void end() throws Exception {
        http.close();
        mesh.down();
    }

    @Test
    void aCandidateBeyondWhatIsUsualIsTakenBackAndOneWithinItIsPromoted() throws Exception {
        aMonthOfVersion1();
        mesh.apply(version("1"));
        mesh.awaitPhase(NAME, "1", "Stable");
        JsonNode limit = await().atMost(LiveMesh.PATIENCE)
                .until(
                        () -> Json.JSON.readTree(monitor("GET", "limits", null)).at("/limits/0"),
                        one -> one.path("source").asText().equals("LEARNED"));
        assertThat(limit.path("limit").asDouble()).isBetween(USUAL_ERRORS, 0.05);
        assertThat(limit.path("hardMax").asDouble()).isEqualTo(0.6);

        try (LoadGenerator load = mesh.load(NAME, 150)) {
            mesh.apply(version("3"));
            DeploymentView bad = mesh.awaitPhase(NAME, "3", "RolledBack");
            String described = mesh.signalbox("describe", NAME.name()).output();
            assertThat(described).as(bad.object().toPrettyString()).contains("(learned, hardMax 60%): harm shown");

            mesh.apply(version("2"));
            mesh.awaitPhase(NAME, "2", "Stable");
            assertThat(load.stop().failed()).isZero();
        }
        assertThat(Json.JSON
                        .readTree(monitor("GET", "limits", null))
                        .at("/limits/0/source")
                        .asText())
                .isEqualTo("LEARNED");
    }

    private static String version(String version) {
        return """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: learned}
                spec:
                  model: {version: "%s", uri: "file:%s"}
                  server: {replicas: 1}
                  rollout:
                    strategy: Canary
                    canary:
                      steps: [{weight: 25%%, duration: 3s}, {weight: 50%%, duration: 3s}]
                    deadline: 90s
                    onDeadline: Rollback
                  alarms:
                    - {name: errors, metric: errorRate, max: learned, hardMax: 60%%, falseAlarmsPerWeek: 1}
                """.formatted(version, LiveMesh.EXAMPLE.resolve(version));
    }

    private static void aMonthOfVersion1() throws Exception {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        Instant first = hour.minus(Duration.ofDays(DAYS));
        monitor(
                "PUT",
                "rollout",
                new RolloutReport(
                        RolloutReport.VERSION,
                        NAME,
                        first.minusSeconds(60),
                        "Stable",
                        first.minusSeconds(60),
                        new ModelVersion("1"),
                        null,
                        "Serving",
                        "",
                        1));
        List<TelemetryWindow> windows = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(17);
        for (int back = DAYS * 24; back >= 1; back--) {
            windows.add(window(hour.minus(Duration.ofHours(back)), DAYS * 24 - back + 1, random));
        }
        JsonNode receipt = Json.JSON.readTree(send("POST", "/v1/telemetry", TelemetryBatch.of(windows)));
        assertThat(receipt.path("stored").asInt()).as(receipt.toString()).isEqualTo(DAYS * 24);
    }

    private static TelemetryWindow window(Instant hour, long sequence, SplittableRandom random) {
        long errors = 0;
        for (int request = 0; request < REQUESTS_OF_AN_HOUR; request++) {
            errors += random.nextDouble() < USUAL_ERRORS ? 1 : 0;
        }
        Instant start = hour.plusSeconds(600);
        return TelemetryWindow.ofRouter(
                new TelemetryWindow.Origin("cut-off-for-a-month", sequence, start, start.plusSeconds(10)),
                NAME,
                new ModelVersion("1"),
                new RouterCounts(
                        REQUESTS_OF_AN_HOUR,
                        Map.of(FailureKind.SERVER_ERROR, errors),
                        0,
                        0,
                        0,
                        0,
                        LatencyHistogram.EMPTY));
    }

    private static String monitor(String method, String path, Object document) throws Exception {
        return send(method, AT_MONITOR + path, document);
    }

    private static String send(String method, String path, Object document) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(mesh.state().ports().monitorUrl() + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        document == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.JSON.writeValueAsString(document)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s %s", path, answer.body()).isBetween(200, 299);
        return answer.body();
    }
}
