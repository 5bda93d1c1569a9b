package dev.signalbox.operator.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.Trained;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The monitor and webhooks over HTTP. Thread safe. */
final class HttpRetrainingPeers implements RetrainingPeers {
    /* To tell decay, the monitor reads weeks of records: it may take its time, and is not asked at every look. What is kept here
     * only saves that; an operator that starts asks again. */
    private static final Duration DECAY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HOOK_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_KNOWN = 10_000;
    private static final int LARGEST = 4 << 20;
    private static final int LONGEST_WHY = 200;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final TimedExchange monitors;
    private final TimedExchange hooks;
    private final Monitored monitor;
    private final ObjectMapper json;
    private final Clock clock;
    private final Map<DeploymentName, Known> known = new ConcurrentHashMap<>();

    /** The monitor, what it is shown, and how often it is asked for decay. */
    record Monitored(Optional<URI> base, BearerToken token, Duration interval) {}

    private record Known(RetrainingRules.Signals limits, DecayView said, Instant at) {}

    HttpRetrainingPeers(HttpClient client, Monitored monitor, ObjectMapper json, Clock clock) {
        this.monitors = new TimedExchange(client, DECAY_TIMEOUT, LARGEST);
        this.hooks = new TimedExchange(client, HOOK_TIMEOUT, LARGEST);
        this.monitor = monitor;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public DecayView decay(DeploymentName deployment, RetrainingRules.Signals limits) {
        if (monitor.base().isEmpty()) {
            return new DecayView.Away("signalbox.operator.monitor is not set");
        }
        Instant now = clock.instant();
        Known last = known.get(deployment);
        if (last != null
                && last.limits().equals(limits)
                && now.isBefore(last.at().plus(monitor.interval()))) {
            return last.said();
        }
        DecayView said = asked(uri(monitor.base().get(), deployment, limits));
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(deployment, new Known(limits, said, now));
        return said;
    }

    private DecayView asked(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("Accept", "application/json").GET();
        monitor.token().show(request::header);
        try {
            HttpResponse<String> answer = monitors.send(request.build());
            return answer.statusCode() == 200
                    ? said(json.readTree(answer.body()))
                    : new DecayView.Away("it answered " + answer.statusCode() + ": " + cut(answer.body()));
        } catch (IOException | IllegalArgumentException e) {
            return new DecayView.Away(cut(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DecayView.Away("interrupted");
        }
    }

    private static DecayView said(JsonNode signal) {
        List<DecayView.Kind> kinds = new ArrayList<>();
        for (JsonNode reason : signal.path("reasons")) {
            kinds.add(new DecayView.Kind(
                    reason.path("kind").asText(),
                    reason.path("fired").asBoolean(),
                    reason.path("advisory").asBoolean(),
                    reason.path("value").asDouble(),
                    reason.path("threshold").isNumber()
                            ? Double.valueOf(reason.path("threshold").asDouble())
                            : null,
                    reason.path("n").asLong(),
                    text(reason.path("feature"))));
        }
        return new DecayView.Says(new ModelVersion(signal.path("version").asText()), kinds);
    }

    private static @Nullable String text(JsonNode field) {
        return field.isTextual() ? field.asText() : null;
    }

    private static URI uri(URI base, DeploymentName deployment, RetrainingRules.Signals limits) {
        StringBuilder uri = new StringBuilder(base.toString().replaceAll("/+$", ""))
                .append("/v1/deployments/")
                .append(deployment)
                .append("/decay");
        char separator = '?';
        if (limits.maxDrift() != null) {
            uri.append(separator).append("maxDrift=").append(limits.maxDrift());
            separator = '&';
        }
        if (limits.minAccuracy() != null) {
            uri.append(separator).append("minAccuracy=").append(limits.minAccuracy());
            separator = '&';
        }
        if (limits.maxAge() != null) {
            uri.append(separator).append("maxAge=").append(limits.maxAge());
        }
        return URI.create(uri.toString());
    }

    @Override
    public HookView tell(String webhook, DeploymentName deployment, Trained trained) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(webhook))
                    .header("Content-Type", "application/cloudevents+json; charset=UTF-8")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            json.writeValueAsString(TrainedNotice.of(deployment, trained))))
                    .build();
            int status = hooks.status(request);
            boolean refused = status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_MANY;
            return status / 100 == 2 ? new HookView.Taken() : new HookView.NotTaken("it answered " + status, refused);
        } catch (IOException | IllegalArgumentException e) {
            return new HookView.NotTaken(cut(e.toString()), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HookView.NotTold();
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_WHY ? text : text.substring(0, LONGEST_WHY) + "...";
    }
}
