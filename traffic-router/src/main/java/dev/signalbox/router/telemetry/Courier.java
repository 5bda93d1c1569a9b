package dev.signalbox.router.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.Spool.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** Brings windows to the monitor, and again until it has them. One thread at a time. */
final class Courier {
    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final int BATCH = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI target;
    private final ObjectMapper json;
    private final Spool<TelemetryWindow> spool;
    private final BearerToken token;
    private final LongAdder refused = new LongAdder();
    private int batch = BATCH;
    private boolean away;

    Courier(HttpClient http, URI monitor, BearerToken token, ObjectMapper json, Spool<TelemetryWindow> spool) {
        this.http = http;
        this.target = URI.create(monitor.toString().replaceAll("/+$", "") + "/v1/telemetry");
        this.json = json;
        this.spool = spool;
        this.token = token;
    }

    /** How many windows the monitor refused as wrong; they are not sent again. */
    long refused() {
        return refused.sum();
    }

    /** Sends what waits. Returns whether nothing is left; if not, it is worth trying again later. */
    boolean deliver() throws InterruptedException {
        while (true) {
            List<Waiting<TelemetryWindow>> windows = spool.oldest(batch);
            if (windows.isEmpty()) {
                return true;
            }
            if (!settled(windows, status(windows))) {
                return false;
            }
        }
    }

    private boolean settled(List<Waiting<TelemetryWindow>> windows, int status) {
        if (status == 200) {
            spool.acknowledge(windows.getLast().position());
            batch = BATCH;
            report(false, status);
            return true;
        }
        if (status == 400 || status == 413 || status == 422) {
            /* One wrong window must not keep back the others: find it by sending one at a time. */
            if (windows.size() > 1) {
                batch = 1;
                return true;
            }
            spool.acknowledge(windows.getLast().position());
            refused.increment();
            LOG.warnf(
                    "Monitor refused a telemetry window: sequence=%d status=%d",
                    windows.getFirst().item().sequence(), status);
            return true;
        }
        report(true, status);
        return false;
    }

    private int status(List<Waiting<TelemetryWindow>> waiting) throws InterruptedException {
        List<TelemetryWindow> windows = waiting.stream().map(Waiting::item).toList();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(TelemetryBatch.of(windows))));
            token.show(request::header);
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a telemetry window cannot be written as JSON", e);
        } catch (IOException e) {
            return 0;
        }
    }

    private void report(boolean nowAway, int status) {
        if (nowAway != away) {
            away = nowAway;
            if (nowAway) {
                LOG.warnf("Monitor takes no telemetry, keeping it: monitor=%s status=%d", target, status);
            } else {
                LOG.infof("Monitor takes telemetry: monitor=%s", target);
            }
        }
    }
}
