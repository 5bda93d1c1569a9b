package dev.signalbox.server.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.server.telemetry.Receiver.Answer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/** Posts windows to the monitor. */
@RegisterForReflection(
        targets = {
            BinnedNumbers.class,
            CategoryCounts.class,
            DeploymentName.class,
            FeatureProfile.class,
            InferenceRecord.class,
            LatencyHistogram.class,
            ModelVersion.class,
            Moments.class,
            OutputProfile.class,
            RecordBatch.class,
            ReferenceProfile.class,
            ServerCounts.class,
            TelemetryBatch.class,
            TelemetryWindow.class
        })
public final class MonitorClient implements AutoCloseable {
    private final HttpClient http;
    private final String base;
    private final URI telemetry;
    private final URI records;
    private final TimedExchange exchange;
    private final BearerToken token;

    /** A client of a monitor that wants to see no token. */
    public MonitorClient(URI monitor, Duration timeout) {
        this(monitor, timeout, BearerToken.NONE);
    }

    /** A client of the monitor at a base URL. */
    public MonitorClient(URI monitor, Duration timeout, BearerToken token) {
        this.token = token;
        this.base = monitor.toString().replaceAll("/+$", "");
        this.telemetry = URI.create(base + "/v1/telemetry");
        this.records = URI.create(base + "/v1/records");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.exchange = new TimedExchange(http, timeout);
    }

    /** Sends windows, and waits for the answer. */
    public Answer sendWindows(List<TelemetryWindow> windows) throws InterruptedException {
        return post(telemetry, TelemetryBatch.of(windows));
    }

    /** Sends records, and waits for the answer. */
    public Answer sendRecords(List<InferenceRecord> sampled) throws InterruptedException {
        return post(records, RecordBatch.of(sampled));
    }

    /** Sends what the training data of a version looked like, and waits for the answer. */
    public Answer sendBaseline(DeploymentName deployment, ModelVersion version, ReferenceProfile baseline)
            throws InterruptedException {
        return send(
                "PUT",
                URI.create(base + "/v1/deployments/" + deployment.namespace() + "/" + deployment.name() + "/versions/"
                        + version.id() + "/baseline"),
                baseline);
    }

    private Answer post(URI where, Object document) throws InterruptedException {
        return send("POST", where, document);
    }

    private Answer send(String method, URI where, Object document) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(where)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            HttpRequest.BodyPublishers.ofByteArray(
                                    MonitorJson.mapper().writeValueAsBytes(document)));
            token.show(request::header);
            return switch (exchange.status(request.build())) {
                case 200, 204 -> Answer.STORED;
                case 400, 413, 422 -> Answer.REFUSED;
                default -> Answer.AWAY;
            };
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what is sent can not be written as JSON", impossible);
        } catch (IOException away) {
            return Answer.AWAY;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
