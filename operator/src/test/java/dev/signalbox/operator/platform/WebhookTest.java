package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile int refusal = 503;
    private HttpServer receiver;
    private Webhook webhook;

    @BeforeEach
    void begin() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            try (exchange) {
                String type = exchange.getRequestHeaders().getFirst("Content-Type");
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean refuses = refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
                if (!refuses) {
                    taken.add(type + " " + body);
                }
                exchange.sendResponseHeaders(refuses ? refusal : 202, -1);
            }
        });
        receiver.start();
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        webhook = new Webhook(HttpClient.newHttpClient(), url, Operator.contractJson(), new OperatorMetrics(registry));
    }

    @AfterEach
    void end() {
        webhook.close();
        receiver.stop(0);
    }

    @Test
    void aNoticeIsACloudEvent() {
        webhook.tell(notice("1"));

        await().atMost(PATIENCE).until(() -> !taken.isEmpty());
        assertThat(taken.peek())
                .startsWith("application/cloudevents+json")
                .contains("\"specversion\":\"1.0\"", "\"type\":\"dev.signalbox.rollout.Promoted\"", "\"id\":\"1\"");
    }

    @Test
    void aReceiverThatIsAwayIsTriedAgainAndTheOrderStays() {
        refusals.set(2);
        webhook.tell(notice("1"));
        webhook.tell(notice("2"));

        await().atMost(PATIENCE).until(() -> taken.size() == 2);
        assertThat(List.copyOf(taken).get(0)).contains("\"id\":\"1\"");
        await().atMost(PATIENCE).until(() -> count("delivered") == 2);
    }

    @Test
    void whatIsRefusedForGoodIsDroppedAndCounted() {
        refusal = 400;
        refusals.set(1);
        webhook.tell(notice("1"));
        webhook.tell(notice("2"));

        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        assertThat(taken.peek()).contains("\"id\":\"2\"");
        await().atMost(PATIENCE).until(() -> count("dropped") == 1);
    }

    @Test
    void aFullQueueTakesNothingMoreAndCountsIt() {
        refusals.set(Integer.MAX_VALUE);
        for (int i = 0; i < 1_100; i++) {
            webhook.tell(notice(Integer.toString(i)));
        }

        assertThat(count("dropped")).isBetween(99.0, 101.0);
    }

    private double count(String outcome) {
        return registry.counter("signalbox.operator.notifications", "outcome", outcome)
                .count();
    }

    private static Notice notice(String id) {
        return new Notice(
                "1.0",
                id,
                "/signalbox/operator",
                "dev.signalbox.rollout.Promoted",
                "default/loan",
                "2026-01-01T00:00:00Z",
                "application/json",
                new Notice.Data(
                        "default/loan", "Stable", "Promoted", "version 2 serves", false, "2", null, null, null));
    }
}
