package dev.signalbox.monitor.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.judging.Question;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks Prometheus for the numbers that alarms are about. Thread safe. */
@Singleton
public class PrometheusQueries {
    private static final Logger LOG = Logger.getLogger(PrometheusQueries.class);
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final HttpResponse.BodyHandler<InputStream> BODY = HttpResponse.BodyHandlers.ofInputStream();

    private final @Nullable URI base;
    private final Duration timeout;
    private final ObjectMapper json;
    private final HttpClient http;

    PrometheusQueries(PrometheusConfig config, ObjectMapper json) {
        this.base = config.url().orElse(null);
        this.timeout = config.timeout();
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** The numbers by alarm, all asked at once; an alarm whose query gives none, or not in time, is left out. */
    public Map<String, Double> ask(Question question, JudgePolicy policy) {
        URI from = base;
        if (from == null) {
            return Map.of();
        }
        Map<String, CompletableFuture<HttpResponse<InputStream>>> asked = new LinkedHashMap<>();
        for (AlarmRule alarm : policy.alarms()) {
            if (alarm.metric() == Metric.PROMETHEUS && alarm.query() != null) {
                asked.put(alarm.name(), http.sendAsync(request(from, alarm.query(), question), BODY));
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<String, Double> answered = new HashMap<>();
        asked.forEach((alarm, answer) -> answer(alarm, answer, deadline).ifPresent(n -> answered.put(alarm, n)));
        return Map.copyOf(answered);
    }

    private HttpRequest request(URI from, String query, Question question) {
        String root = from.toString().replaceAll("/+$", "");
        String form = "query=" + URLEncoder.encode(filled(query, question), StandardCharsets.UTF_8) + "&time="
                + question.asOf().toEpochMilli() / 1_000.0;
        return HttpRequest.newBuilder(URI.create(root + "/api/v1/query"))
                .timeout(timeout)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    /** The query with the names of what is judged; names and versions hold no quote. */
    static String filled(String query, Question question) {
        return query.replace("$namespace", question.deployment().namespace())
                .replace("$name", question.deployment().name())
                .replace("$candidate", question.candidate().id())
                .replace("$stable", question.stable().id());
    }

    private Optional<Double> answer(String alarm, CompletableFuture<HttpResponse<InputStream>> answer, long deadline) {
        try {
            HttpResponse<InputStream> response =
                    answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(LARGEST_ANSWER);
                return response.statusCode() == 200 ? number(json.readTree(bytes)) : refused(alarm, response, bytes);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            answer.cancel(true);
            LOG.infof(
                    "Prometheus gave no number alarm=%s reason=%s",
                    alarm, e.getClass().getSimpleName());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Double> refused(String alarm, HttpResponse<?> response, byte[] body) throws IOException {
        String error = json.readTree(body).path("error").asText("");
        LOG.infof(
                "Prometheus refused a query alarm=%s status=%d error=%s",
                alarm, response.statusCode(), error.length() > 200 ? error.substring(0, 200) : error);
        return Optional.empty();
    }

    /** The number of a scalar, or of a vector of one element; empty where there is none, or several, or it is no number. */
    static Optional<Double> number(JsonNode answer) {
        JsonNode result = answer.at("/data/result");
        JsonNode value = "scalar".equals(answer.at("/data/resultType").asText())
                ? result
                : result.size() == 1 ? result.path(0).path("value") : result.path(-1);
        String text = value.path(1).asText("");
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
