package dev.signalbox.monitor.learning;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.limits.Hour;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.limits.StableHours.Span;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stable showed hour by hour is what its windows said, of every metric of which limits are learned. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HourReaderTest {
    private static final DeploymentName NAME = DeploymentName.parse("limits/hours");
    private static final Bins BINS = Bins.of(List.of(-1.0, 0.0, 1.0));
    private static final int WINDOWS = 30;

    private final long first = Hour.of(Instant.now().getEpochSecond()) - 3;
    private final SplittableRandom random = new SplittableRandom(5);

    @Inject
    ObjectMapper json;

    @Inject
    BaselineStore baselines;

    @Inject
    HourReader reader;

    private static AlarmRule rule(String name, Metric metric, double hardMax, @Nullable String feature) {
        return new AlarmRule(name, metric, null, feature, null, hardMax, null, null, null, AlarmAction.Hold, 1.0);
    }

    @Test
    void everyMetricIsReadByTheHour() throws JsonProcessingException {
        FeatureProfile trained = feature(5_000, 0, 500);
        baselines.put(
                NAME,
                Story.STABLE,
                new ReferenceProfile(ReferenceProfile.VERSION, 5_000, Map.of("age", trained), Map.of()));
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int hour = 0; hour < 2; hour++) {
            for (int window = 0; window < WINDOWS; window++) {
                windows.add(router(hour, window));
                windows.add(server(hour, window));
            }
        }
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(windows)))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);

        Map<SeriesKey, List<Hour>> hours = reader.read(
                NAME,
                List.of(
                        rule("errors", Metric.ERROR_RATE, 0.5, null),
                        rule("rejections", Metric.REJECTION_RATE, 0.5, null),
                        rule("nulls", Metric.NULL_OUTPUT_RATE, 0.5, null),
                        rule("slow", Metric.LATENCY_P99, 500, null),
                        rule("missing", Metric.MISSING_RATE, 0.5, "age"),
                        rule("others", Metric.MISSING_RATE, 0.5, "income"),
                        rule("drift", Metric.FEATURE_DRIFT, 1, null)),
                List.of(new Span(Story.STABLE, first, first + 1), new Span(Story.STABLE, first + 1, first + 3)));

        assertThat(hours).hasSize(6).doesNotContainKey(new SeriesKey("others", "income"));
        isRate(hours, new SeriesKey("errors", ""), 0.1, 0.3);
        isRate(hours, new SeriesKey("rejections", ""), 0.2, 0.2);
        isRate(hours, new SeriesKey("nulls", ""), 0.05, 0.15);
        isRate(hours, new SeriesKey("missing", "age"), 0.1, 0.2);
        List<Hour> slow = hours.get(new SeriesKey("slow", ""));
        assertThat(slow).hasSize(2);
        assertThat(slow.get(0).value()).isCloseTo(20, within(0.5));
        assertThat(slow.get(1).value()).isCloseTo(40, within(1.0));
        List<Hour> drift = hours.get(new SeriesKey("drift", "age"));
        assertThat(drift).extracting(Hour::hour).containsExactly(first, first + 1);
        assertThat(drift.get(0).value()).as("nothing moved").isBetween(0.0, 0.1);
        assertThat(drift.get(1).value()).as("the mean moved").isGreaterThan(0.5);
    }

    private void isRate(Map<SeriesKey, List<Hour>> hours, SeriesKey key, double before, double after) {
        List<Hour> of = hours.get(key).stream().sorted().toList();
        assertThat(of).extracting(Hour::hour).containsExactly(first, first + 1);
        assertThat(of.get(0).value()).as(key.alarm()).isCloseTo(before, within(1e-9));
        assertThat(of.get(1).value()).as(key.alarm()).isCloseTo(after, within(1e-9));
    }

    private TelemetryWindow.Origin origin(String instance, int hour, int window) {
        Instant start = Instant.ofEpochSecond(Hour.second(first + hour)).plusSeconds(120L * window);
        return new TelemetryWindow.Origin(instance, (long) hour * WINDOWS + window, start, start.plusSeconds(10));
    }

    private TelemetryWindow router(int hour, int window) {
        int slow = LatencyHistogram.bucketOf(hour == 0 ? 20_000 : 40_000);
        return TelemetryWindow.ofRouter(
                origin("hours-router", hour, window),
                NAME,
                Story.STABLE,
                new RouterCounts(
                        20,
                        Map.of(FailureKind.SERVER_ERROR, hour == 0 ? 2L : 6L),
                        4,
                        0,
                        0,
                        0,
                        LatencyHistogram.of(Map.of(slow, 20L))));
    }

    private TelemetryWindow server(int hour, int window) {
        FeatureProfile age = feature(20, hour, hour == 0 ? 2 : 4);
        return TelemetryWindow.ofServer(
                origin("hours-server", hour, window),
                NAME,
                Story.STABLE,
                new ServerCounts(
                        20,
                        0,
                        0,
                        20,
                        hour == 0 ? 1 : 3,
                        Map.of(),
                        Map.of(),
                        LatencyHistogram.EMPTY,
                        Map.of("age", age),
                        Map.of()));
    }

    /** So many rows about a mean, some of them missing. */
    private FeatureProfile feature(int rows, double mean, int missing) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, BINS);
        for (int row = 0; row < rows - missing; row++) {
            counter.add(mean + random.nextGaussian());
        }
        FeatureProfile seen = counter.drain();
        return new FeatureProfile(seen.kind(), rows, missing, seen.values(), seen.categories());
    }
}
