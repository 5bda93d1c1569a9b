package dev.signalbox.operator.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Plays the monitor over HTTP: it says what a test tells it to say, and keeps policies as the real one does. */
public final class ScriptedMonitor implements AutoCloseable {
    private final ObjectMapper json = Operator.contractJson();
    private final HttpServer server;
    private final Map<DeploymentName, JudgePolicy> policies = new ConcurrentHashMap<>();
    private final List<RolloutReport> reports = new CopyOnWriteArrayList<>();
    private volatile Outcome outcome = Outcome.Hold;
    private final Map<DeploymentName, Outcome> outcomes = new ConcurrentHashMap<>();
    private volatile long requests = 100;
    private volatile boolean away;
    private final Set<String> stages = ConcurrentHashMap.newKeySet();

    public ScriptedMonitor() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/deployments/", this::handle);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void says(Outcome next) {
        outcome = next;
    }

    /** The verdict on one deployment, whatever is said of the others. */
    public void says(DeploymentName deployment, Outcome next) {
        outcomes.put(deployment, next);
    }

    public void saw(long candidateRequests) {
        requests = candidateRequests;
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** The kinds of requests that verdicts were asked on. */
    public Set<String> stages() {
        return stages;
    }

    public Map<DeploymentName, JudgePolicy> policies() {
        return policies;
    }

    public List<RolloutReport> reports() {
        return reports;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            DeploymentName name = new DeploymentName(path[3], path[4]);
            if (away) {
                answer(exchange, 503, Map.of("title", "away"));
            } else if (path[5].equals("verdict")) {
                verdict(exchange, name);
            } else if (path[5].equals("rollout")) {
                reports.add(json.readValue(exchange.getRequestBody(), RolloutReport.class));
                answer(exchange, 200, Map.of());
            } else if (exchange.getRequestMethod().equals("PUT")) {
                put(exchange, name);
            } else {
                JudgePolicy stored = policies.get(name);
                answer(exchange, stored == null ? 404 : 200, stored == null ? Map.of() : stored);
            }
        }
    }

    private void put(HttpExchange exchange, DeploymentName name) throws IOException {
        JudgePolicy policy = json.readValue(exchange.getRequestBody(), JudgePolicy.class);
        JudgePolicy stored = policies.get(name);
        boolean late = stored != null && stored.revision() > policy.revision();
        if (!late) {
            policies.put(name, policy);
        }
        answer(exchange, late ? 409 : 200, late ? Map.of("title", "late") : policy);
    }

    private void verdict(HttpExchange exchange, DeploymentName name) throws IOException {
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> URLDecoder.decode(p[1], StandardCharsets.UTF_8)));
        stages.add(query.getOrDefault("stage", "live"));
        JudgePolicy stored = policies.get(name);
        if (stored == null || stored.revision() != Long.parseLong(query.get("policy"))) {
            answer(exchange, 409, Map.of("type", "policy-unknown"));
            return;
        }
        answer(
                exchange,
                200,
                new Verdict(
                        Verdict.VERSION,
                        name,
                        new ModelVersion(query.get("candidate")),
                        new ModelVersion(query.get("stable")),
                        stored.revision(),
                        Instant.parse(query.get("since")),
                        Instant.now(),
                        null,
                        requests,
                        requests,
                        outcomes.getOrDefault(name, outcome),
                        List.of()));
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
