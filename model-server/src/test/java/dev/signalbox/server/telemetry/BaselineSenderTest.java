package dev.signalbox.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class BaselineSenderTest {
    private static final ReferenceProfile BASELINE = new ReferenceProfile(
            ReferenceProfile.VERSION,
            3,
            Map.of(
                    "age",
                    FeatureProfile.ofNumbers(
                            ProfileKind.NUMERIC,
                            1,
                            new BinnedNumbers(List.of(30.0), List.of(1L, 1L), new Moments(2, 60, 2_000, 20, 40)))),
            Map.of());

    @Test
    void theMonitorIsToldUntilItKnows() throws Exception {
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>(List.of(503, 404, 204));
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (PlayedMonitor monitor = new PlayedMonitor(statuses, told);
                MonitorClient client = new MonitorClient(monitor.uri(), Duration.ofSeconds(5));
                BaselineSender sender = sender(client, BASELINE)) {
            await().atMost(Duration.ofSeconds(10)).until(statuses::isEmpty);

            assertThat(sender).isNotNull();
            assertThat(told)
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("PUT /v1/deployments/bank/loan/versions/7/baseline {")
                            .contains("\"age\"")
                            .contains("\"edges\":[30.0]"));
        }
    }

    @Test
    void whereThereIsNoBaselineNothingIsSent() throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        ReferenceProfile none = new ReferenceProfile(ReferenceProfile.VERSION, 0, Map.of(), Map.of());
        try (PlayedMonitor monitor = new PlayedMonitor(new ConcurrentLinkedQueue<>(), told);
                MonitorClient client = new MonitorClient(monitor.uri(), Duration.ofSeconds(5));
                BaselineSender unused = sender(client, none);
                BaselineSender sending = sender(client, BASELINE)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !told.isEmpty());

            assertThat(unused).isNotEqualTo(sending);
            assertThat(told).hasSize(1);
        }
    }

    private static BaselineSender sender(MonitorClient client, ReferenceProfile baseline) {
        return BaselineSender.start(
                profile -> client.sendBaseline(DeploymentName.parse("bank/loan"), new ModelVersion("7"), profile),
                baseline,
                Duration.ofMillis(50));
    }

    /** Answers with the statuses in turn, then with 204, and remembers what it was told. */
    private static final class PlayedMonitor implements AutoCloseable {
        private final HttpServer server;

        PlayedMonitor(Queue<Integer> statuses, Queue<String> told) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
                Integer status = statuses.poll();
                exchange.sendResponseHeaders(status == null ? 204 : status, -1);
                exchange.close();
            });
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
