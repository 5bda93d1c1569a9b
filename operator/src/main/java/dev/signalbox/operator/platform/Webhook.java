package dev.signalbox.operator.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.http.TimedExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Posts every notice to a URL, in order, by one thread: retried, bounded, and what is dropped is counted. Thread safe. */
final class Webhook implements Notifications {
    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final TimedExchange exchange;
    private final URI url;
    private final ObjectMapper json;
    private final OperatorMetrics metrics;
    private final BlockingQueue<Notice> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread sender;

    Webhook(HttpClient client, URI url, ObjectMapper json, OperatorMetrics metrics) {
        this.exchange = new TimedExchange(client, TIMEOUT);
        this.url = url;
        this.json = json;
        this.metrics = metrics;
        this.sender = Thread.ofPlatform().daemon().name("webhook").start(this::run);
    }

    /* What is newest matters most, but an order with holes in the middle would lie: a full queue takes nothing more. */
    @Override
    public void tell(Notice notice) {
        if (!waiting.offer(notice)) {
            metrics.notified(false);
        }
    }

    private void run() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Notice notice) throws InterruptedException {
        long pause = FIRST_PAUSE.toMillis();
        String last = "";
        for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
            try {
                int status = post(notice);
                if (status / 100 == 2) {
                    metrics.notified(true);
                    return;
                }
                last = "status " + status;
                if (status / 100 == 4 && status != 429 && status != 408) {
                    break;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            if (attempt < MOST_TRIES) {
                TimeUnit.MILLISECONDS.sleep(pause);
                pause *= 2;
            }
        }
        metrics.notified(false);
        LOG.warnf("Notice was not taken deployment=%s type=%s reason=\"%s\"", notice.subject(), notice.type(), last);
    }

    private int post(Notice notice) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/cloudevents+json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(notice)))
                .build();
        return exchange.status(request);
    }

    @Override
    public void close() {
        sender.interrupt();
    }
}
