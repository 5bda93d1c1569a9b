package dev.signalbox.router.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.Spool.Waiting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** Brings what waits in a spool to the monitor, and again until it has it. One thread at a time. */
public final class Courier<T> {
    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Receiver receiver;
    private final Load<T> load;
    private final Spool<T> spool;
    private final LongAdder refused = new LongAdder();
    private int batch;
    private volatile boolean away;

    /** What is brought: its name for people, how many at a time, and how they are written. */
    public record Load<T>(String name, int batch, Body<T> body) {
        /** Writes items as the body of one request. */
        public interface Body<T> {
            /** The body of these items. */
            byte[] of(List<T> items) throws JsonProcessingException;
        }
    }

    /** A courier from a spool to a receiver. */
    public Courier(Receiver receiver, Load<T> load, Spool<T> spool) {
        this.receiver = receiver;
        this.load = load;
        this.spool = spool;
        this.batch = load.batch();
    }

    /** How many items the monitor refused as wrong; they are not sent again. */
    public long refused() {
        return refused.sum();
    }

    /** Whether the monitor did not take the last of them. Thread safe. */
    public boolean away() {
        return away;
    }

    /** Sends what waits. Returns whether nothing is left; if not, it is worth trying again later. */
    public boolean deliver() throws InterruptedException {
        while (true) {
            List<Waiting<T>> items = spool.oldest(batch);
            if (items.isEmpty()) {
                return true;
            }
            if (!settled(items, status(items))) {
                return false;
            }
        }
    }

    private boolean settled(List<Waiting<T>> items, int status) {
        if (status == 200 || status == 201) {
            spool.acknowledge(items.getLast().position());
            batch = load.batch();
            report(false, status);
            return true;
        }
        if (Receiver.refusedForGood(status)) {
            /* One wrong item must not keep back the others: find it by sending one at a time. */
            if (items.size() > 1) {
                batch = 1;
                return true;
            }
            spool.acknowledge(items.getLast().position());
            report(false, status);
            refused.increment();
            LOG.warnf(
                    "Monitor refused an item: load=%s position=%d status=%d",
                    load.name(), items.getFirst().position(), status);
            return true;
        }
        report(true, status);
        return false;
    }

    private int status(List<Waiting<T>> waiting) throws InterruptedException {
        List<T> items = waiting.stream().map(Waiting::item).toList();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(receiver.target())
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(load.body().of(items)));
            receiver.token().show(request::header);
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what waits cannot be written as JSON: " + load.name(), e);
        } catch (IOException e) {
            return 0;
        }
    }

    private void report(boolean nowAway, int status) {
        if (nowAway != away) {
            away = nowAway;
            if (nowAway) {
                LOG.warnf(
                        "Monitor takes nothing, keeping it: load=%s monitor=%s status=%d",
                        load.name(), receiver.target(), status);
            } else {
                LOG.infof("Monitor takes it: load=%s monitor=%s", load.name(), receiver.target());
            }
        }
    }
}
