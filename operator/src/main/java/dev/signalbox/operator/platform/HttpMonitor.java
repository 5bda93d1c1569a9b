package dev.signalbox.operator.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The monitor-service over HTTP. Thread safe. */
public final class HttpMonitor implements Monitor {
    /* A policy's revision is the monitor's business: whoever finds another one stored there either adopts it, because it says
     * the same, or puts the next. So the operator has nothing to remember, and a restart of either side mends itself. What is
     * kept here only saves a round trip. */
    private static final Logger LOG = Logger.getLogger(HttpMonitor.class);

    private static final int MOST_KNOWN = 10_000;
    private static final int LONGEST_DETAIL = 200;
    private static final int LARGEST = 8 << 20;

    private final TimedExchange exchange;
    private final URI base;
    private final BearerToken token;
    private final ObjectMapper json;
    private final Map<DeploymentName, JudgePolicy> known = new ConcurrentHashMap<>();

    public HttpMonitor(HttpClient client, URI base, Duration timeout, BearerToken token, ObjectMapper json) {
        this.exchange = new TimedExchange(client, timeout, LARGEST);
        this.base = base;
        this.token = token;
        this.json = json;
    }

    @Override
    public MonitorView ask(Question question) {
        return verdict(question, "");
    }

    @Override
    public MonitorView look(Question question) {
        return verdict(question, "&look=true");
    }

    private MonitorView verdict(Question question, String how) {
        try {
            JudgePolicy policy = known.get(question.deployment());
            if (policy == null || !policy.alarms().equals(question.alarms())) {
                policy = settle(question.deployment(), question.alarms());
            }
            HttpResponse<String> answer = get(verdictUri(question, policy.revision(), how));
            if (answer.statusCode() == 409) {
                policy = settle(question.deployment(), question.alarms());
                answer = get(verdictUri(question, policy.revision(), how));
            }
            return answer.statusCode() == 200
                    ? new MonitorView.Says(json.readValue(answer.body(), Verdict.class))
                    : new MonitorView.Away("it answered " + answer.statusCode() + ": " + detail(answer.body()));
        } catch (IOException | IllegalArgumentException e) {
            return new MonitorView.Away(reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new MonitorView.Away("interrupted");
        }
    }

    @Override
    public void policy(DeploymentName deployment, List<AlarmRule> alarms) {
        try {
            settle(deployment, alarms);
        } catch (IOException | IllegalArgumentException e) {
            LOG.infof("Policy not told yet deployment=%s reason=%s", deployment, reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms) {
        JudgePolicy told = known.get(deployment);
        if (told == null || !told.alarms().equals(alarms)) {
            policy(deployment, alarms);
        }
    }

    /** Finds, or makes, the stored policy with these alarms. */
    private JudgePolicy settle(DeploymentName deployment, List<AlarmRule> alarms)
            throws IOException, InterruptedException {
        JudgePolicy stored = stored(deployment);
        JudgePolicy wanted = JudgePolicy.of(stored == null ? 1 : stored.revision() + 1, alarms);
        JudgePolicy settled = wanted;
        if (stored != null && stored.equals(JudgePolicy.of(stored.revision(), alarms))) {
            settled = stored;
        } else {
            put(deployment, wanted);
        }
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(deployment, settled);
        return settled;
    }

    private @Nullable JudgePolicy stored(DeploymentName deployment) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(policyUri(deployment));
        if (answer.statusCode() == 404) {
            return null;
        }
        if (answer.statusCode() != 200) {
            throw new IOException("it answered " + answer.statusCode() + ": " + detail(answer.body()));
        }
        return json.readValue(answer.body(), JudgePolicy.class);
    }

    private void put(DeploymentName deployment, JudgePolicy policy) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(policyUri(deployment))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(policy)));
        token.show(request::header);
        HttpResponse<String> answer = exchange.send(request.build());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("it refused the policy with " + answer.statusCode() + ": " + detail(answer.body()));
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .GET()
                .build();
        return exchange.send(request);
    }

    private URI policyUri(DeploymentName deployment) {
        return URI.create(deploymentUri(deployment) + "/policy");
    }

    private URI verdictUri(Question question, long policy, String how) {
        return URI.create(deploymentUri(question.deployment()) + "/verdict?candidate="
                + encoded(question.candidate().id()) + "&stable="
                + encoded(question.stable().id()) + "&since="
                + encoded(question.since().toString()) + "&policy=" + policy
                + stage(question.stage()) + how);
    }

    private static String stage(Question.Stage stage) {
        return switch (stage) {
            case Question.Stage.Shadow shadow -> "&stage=shadow";
            case Question.Stage.Live(Question.Split split)
            when split != null ->
                "&weight=" + split.weight().basisPoints() + "&weightSince="
                        + encoded(split.since().toString());
            case Question.Stage.Live live -> "";
        };
    }

    private String deploymentUri(DeploymentName deployment) {
        String text = base.toString();
        String root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return root + "/v1/deployments/" + deployment.namespace() + "/" + deployment.name();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String reason(Exception e) {
        if (e instanceof JsonProcessingException) {
            return "its answer cannot be read";
        }
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + detail(message));
    }

    private static String detail(String text) {
        return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "...";
    }
}
