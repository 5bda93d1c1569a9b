package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;
    private HttpServer monitor;
    private volatile int monitorStatus = 200;
    private final AtomicInteger batches = new AtomicInteger();
    private final Map<String, TelemetryWindow> windows = new ConcurrentHashMap<>();

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        candidate = bench.model("2");
        monitor = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    batches.incrementAndGet();
                    if (monitorStatus == 200) {
                        store(body.getBytes());
                    }
                    request.response().setStatusCode(monitorStatus).end("{}");
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitor.actualPort() + "/");
        bench.set("signalbox.telemetry.interval", "100ms");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void store(byte[] body) {
        try {
            for (TelemetryWindow window :
                    Bench.JSON.readValue(body, TelemetryBatch.class).windows()) {
                windows.put(window.instance() + "#" + window.sequence(), window);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long sum(String version, ToLongFunction<RouterCounts> what) {
        Collection<TelemetryWindow> all = new ArrayList<>(windows.values());
        return all.stream()
                .filter(w -> w.version().id().equals(version))
                .map(TelemetryWindow::router)
                .filter(Objects::nonNull)
                .mapToLong(what)
                .sum();
    }

    @Test
    void windowsCountExactlyWhatWasSentAndAsItWentBeforeFailover() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        candidate.behaviour = (request, body) -> {
            switch (turn.getAndIncrement() % 4) {
                case 0 -> request.response().setStatusCode(500).end();
                case 1 -> request.connection().close();
                case 2 -> request.response().setStatusCode(422).end("{}");
                default -> request.response().end("{}");
            }
        };
        bench.write(Bench.route(1, Weight.ofPercent(50), List.of(stable), List.of(candidate)));
        bench.start();
        for (int i = 0; i < 80; i++) {
            bench.post(Bench.INFER);
        }
        for (int i = 0; i < 8; i++) {
            bench.post(Bench.INFER, "Signalbox-Version", "2");
        }
        bench.stop();
        assertThat(sum("2", RouterCounts::requests)).isEqualTo(40);
        assertThat(sum("2", c -> c.failures().getOrDefault(FailureKind.SERVER_ERROR, 0L)))
                .isEqualTo(10);
        assertThat(sum("2", c -> c.failures().getOrDefault(FailureKind.CONNECT, 0L)))
                .isEqualTo(10);
        assertThat(sum("2", RouterCounts::rejections)).isEqualTo(10);
        assertThat(sum("2", RouterCounts::failedOver)).isEqualTo(20);
        assertThat(sum("2", RouterCounts::failedToClient)).isZero();
        assertThat(sum("2", c -> c.latency().total())).isEqualTo(30);
        assertThat(sum("1", RouterCounts::requests)).isEqualTo(40);
        assertThat(sum("1", RouterCounts::failed)).isZero();
        assertThat(sum("1", c -> c.latency().total())).isEqualTo(40);
        Set<String> instances = new HashSet<>();
        for (TelemetryWindow window : windows.values()) {
            instances.add(window.instance());
            assertThat(window.start().toEpochMilli() % 100).isZero();
            assertThat(window.end().toEpochMilli() % 100).isZero();
        }
        assertThat(instances).hasSize(1);
    }

    @Test
    void aMonitorThatIsAwayCostsNothing() throws Exception {
        monitorStatus = 503;
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of(candidate)));
        bench.start();
        for (int i = 0; i < 30; i++) {
            bench.post(Bench.INFER);
        }
        await().until(() -> batches.get() >= 3);
        assertThat(windows).isEmpty();
        monitorStatus = 200;
        await().until(() -> sum("1", RouterCounts::requests) == 30);
    }

    @Test
    void anApplicationThatGoesAwayIsNoFailureOfTheVersion() throws Exception {
        stable.behaviour = ModelDouble.HANG;
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
        CompletableFuture<HttpResponse<String>> impatient = bench.http.sendAsync(
                bench.request(Bench.INFER)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> stable.requests.get() == 1);
        impatient.cancel(true);
        await().until(() -> sum("1", RouterCounts::cancelled) == 1);
        assertThat(sum("1", RouterCounts::failed)).isZero();
    }

    @Test
    void aVersionThatLeftTheRoutesIsReportedToTheEndAndThenForgotten() throws Exception {
        bench.write(Bench.route(1, Weight.ALL, List.of(stable), List.of(candidate)));
        bench.start();
        bench.post(Bench.INFER);
        bench.write(Bench.route(2, Weight.NONE, List.of(stable), List.of()));
        bench.awaitRevision(2);
        await().until(() -> sum("2", RouterCounts::requests) == 1);
        await().until(() -> bench.registry
                        .find("signalbox.router.requests")
                        .tag("version", "2")
                        .meters()
                        .isEmpty()
                && bench.registry
                        .find("signalbox.router.latency")
                        .tag("version", "2")
                        .meters()
                        .isEmpty());
    }
}
