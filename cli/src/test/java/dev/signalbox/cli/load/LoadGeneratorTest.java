package dev.signalbox.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyRequestIsCountedByTheVersionThatAnswered() {
        AtomicInteger seen = new AtomicInteger();
        Set<String> users = ConcurrentHashMap.newKeySet();
        int port = serve(request -> {
            users.add(request.getHeader("X-User-Id"));
            request.response()
                    .putHeader("Signalbox-Version", seen.incrementAndGet() % 2 == 0 ? "2" : "1")
                    .end("{}");
        });

        LoadStats.Snapshot end = run(List.of(url(port)), 200, 100);

        assertThat(end.failed()).isZero();
        assertThat(end.underWay()).isZero();
        assertThat(end.succeeded()).isEqualTo(end.sent()).isEqualTo(seen.get());
        assertThat(end.byVersion().keySet()).containsExactly("1", "2");
        assertThat(users).containsExactlyInAnyOrder("user-0", "user-1", "user-2");
        assertThat(end.p50Millis()).isPositive().isLessThanOrEqualTo(end.p99Millis());
    }

    @Test
    void anErrorIsAFailureWithItsStatus() {
        int port = serve(request -> request.response().setStatusCode(503).end());

        LoadStats.Snapshot end = run(List.of(url(port)), 200, 20);

        assertThat(end.failures()).containsOnlyKeys("HTTP 503");
        assertThat(end.failed()).isEqualTo(end.sent());
    }

    @Test
    void aTargetThatIsNotThereIsPassedOver() throws Exception {
        int port = serve(request -> request.response().end());

        LoadStats.Snapshot end = run(List.of(url(unused()), url(port)), 200, 40);

        assertThat(end.failed()).isZero();
        assertThat(end.rerouted()).isBetween(end.sent() / 2 - 1, end.sent() / 2 + 1);
    }

    @Test
    void aServerThatStallsIsSeenInFull() {
        AtomicInteger seen = new AtomicInteger();
        long stallMillis = 300;
        int port = serve(request -> {
            /* The first request holds all that come behind it; an open loop has to see the wait of each of them. */
            if (seen.incrementAndGet() == 1) {
                vertx.setTimer(stallMillis, timer -> request.response().end());
            } else {
                request.response().end();
            }
        });

        LoadStats.Snapshot end = run(List.of(url(port)), 100, 50);

        assertThat(end.maxMillis()).isGreaterThanOrEqualTo(stallMillis * 0.95);
    }

    private LoadStats.Snapshot run(List<String> targets, double rate, int least) {
        LoadPlan plan = new LoadPlan(
                targets,
                "/x",
                List.of("{}".getBytes(UTF_8)),
                Pace.constant(rate),
                Duration.ofSeconds(5),
                "X-User-Id",
                3);
        try (LoadGenerator load = new LoadGenerator(plan)) {
            load.start();
            await().atMost(PATIENCE).until(() -> load.snapshot().sent() >= least);
            return load.stop();
        }
    }

    private int serve(Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    private static int unused() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
