package dev.signalbox.monitor.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryCounter;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Windows as routers and model servers send them, with profiles of thirty features: made once, and sent with ever new numbers and times. */
final class MadeUpTelemetry {
    private static final int FEATURES = 30;

    /* Stand in the messages where each sending puts its own. */
    private static final long SEQUENCE = 8_000_000_000_000_000_000L;
    private static final Instant START = Instant.parse("2001-02-03T04:05:06Z");

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final SplittableRandom random;

    MadeUpTelemetry(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A message as text, and how many windows are in it. */
    record Message(String text, int windows) {
        String at(Instant start, long sequence) {
            return text.replace(START.toString(), start.toString())
                    .replace(
                            START.plusSeconds(1).toString(),
                            start.plusSeconds(1).toString())
                    .replace(Long.toString(SEQUENCE), Long.toString(sequence));
        }
    }

    Message message(List<TelemetryWindow> windows) throws JsonProcessingException {
        return new Message(json.writeValueAsString(TelemetryBatch.of(windows)), windows.size());
    }

    /** What a model server tells of its training data, where those were as these values are. */
    String baseline(TelemetryWindow like) throws JsonProcessingException {
        ServerCounts seen = Objects.requireNonNull(like.server());
        return json.writeValueAsString(
                new ReferenceProfile(ReferenceProfile.VERSION, seen.rows(), seen.features(), Map.of()));
    }

    TelemetryWindow routed(String instance, DeploymentName deployment, ModelVersion version) {
        return TelemetryWindow.ofRouter(
                origin(instance), deployment, version, new RouterCounts(100, Map.of(), 1, 0, 0, 0, latencies()));
    }

    TelemetryWindow served(String instance, DeploymentName deployment, ModelVersion version) {
        Map<String, FeatureProfile> features = new TreeMap<>();
        for (int feature = 0; feature < FEATURES; feature++) {
            features.put("feature_" + feature, feature % 3 == 0 ? category() : number());
        }
        CategoryCounter answer = CategoryCounter.of(List.of("no", "yes"), Map.of());
        NumberCounter confidence = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        for (int row = 0; row < 1_000; row++) {
            answer.add(random.nextInt(2));
            confidence.add(random.nextDouble());
        }
        return TelemetryWindow.ofServer(
                origin(instance),
                deployment,
                version,
                new ServerCounts(
                        1_000,
                        0,
                        0,
                        1_000,
                        0,
                        Map.of(),
                        Map.of(),
                        latencies(),
                        features,
                        Map.of("approved", OutputProfile.of(answer.drain(), confidence.drainNumbers()))));
    }

    private FeatureProfile number() {
        NumberCounter counter =
                new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(.1, .2, .3, .4, .5, .6, .7, .8, .9)));
        for (int row = 0; row < 1_000; row++) {
            counter.add(random.nextDouble());
        }
        return counter.drain();
    }

    private FeatureProfile category() {
        CategoryCounter counter = CategoryCounter.of(List.of("red", "green", "blue", "black"), Map.of());
        for (int row = 0; row < 1_000; row++) {
            counter.add(random.nextInt(4));
        }
        return counter.drain();
    }

    private LatencyHistogram latencies() {
        LatencyRecorder recorder = new LatencyRecorder();
        for (int request = 0; request < 100; request++) {
            recorder.recordNanos((long) (1e6 * Math.exp(random.nextDouble() * 2)));
        }
        return recorder.drain();
    }

    private static TelemetryWindow.Origin origin(String instance) {
        return new TelemetryWindow.Origin(instance, SEQUENCE, START, START.plusSeconds(1));
    }
}
