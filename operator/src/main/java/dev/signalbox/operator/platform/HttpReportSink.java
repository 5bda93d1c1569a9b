package dev.signalbox.operator.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.api.rollout.RolloutReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jboss.logging.Logger;

/** The monitor-service over HTTP. Thread safe. */
final class HttpReportSink implements ReportSink {
    private static final Logger LOG = Logger.getLogger(HttpReportSink.class);
    private final TimedExchange exchange;
    private final String base;
    private final BearerToken token;
    private final ObjectMapper json;

    HttpReportSink(HttpClient client, URI base, Duration timeout, BearerToken token, ObjectMapper json) {
        this.exchange = new TimedExchange(client, timeout);
        this.base = base.toString().replaceAll("/+$", "");
        this.token = token;
        this.json = json;
    }

    @Override
    public Answer send(RolloutReport report) throws InterruptedException {
        try {
            return answer(report, exchange.status(request(report)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report can always be written", e);
        } catch (IOException e) {
            LOG.debugf("Report not told yet deployment=%s reason=%s", report.deployment(), e.getMessage());
            return Answer.AWAY;
        }
    }

    private HttpRequest request(RolloutReport report) throws JsonProcessingException {
        URI uri = URI.create(base + "/v1/deployments/" + report.deployment() + "/rollout");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(report)));
        token.show(request::header);
        return request.build();
    }

    private static Answer answer(RolloutReport report, int status) {
        if (status / 100 == 2) {
            return Answer.TAKEN;
        }
        boolean refused = status / 100 == 4 && status != 408 && status != 429;
        if (refused) {
            LOG.warnf("Report refused by the monitor deployment=%s status=%d", report.deployment(), status);
        }
        return refused ? Answer.REFUSED : Answer.AWAY;
    }
}
