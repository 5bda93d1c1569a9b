package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledTelemetryTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private HttpServer monitor;

    /* Every window that a router has ever offered, and those that the monitor said it has: each is stored once. */
    private final Map<String, TelemetryWindow> offered = new ConcurrentHashMap<>();
    private final Map<String, TelemetryWindow> stored = new ConcurrentHashMap<>();
    private volatile double taken;
    private final Random chance = new Random(11);

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        stable = bench.model("1");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        monitor = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    boolean take = chance.nextDouble() < taken;
                    keep(body.getBytes(), take);
                    request.response().setStatusCode(take ? 200 : 503).end("{}");
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void keep(byte[] body, boolean take) {
        try {
            for (TelemetryWindow window :
                    Bench.JSON.readValue(body, TelemetryBatch.class).windows()) {
                String key = window.instance() + "#" + window.sequence();
                offered.put(key, window);
                if (take) {
                    stored.put(key, window);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long requests(Map<String, TelemetryWindow> windows) {
        return new ArrayList<>(windows.values())
                .stream()
                        .map(TelemetryWindow::router)
                        .filter(Objects::nonNull)
                        .mapToLong(RouterCounts::requests)
                        .sum();
    }

    /** A router in a process of its own. */
    private final class Running implements AutoCloseable {
        private final Process process;
        private final int port;

        Running(String instance) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    RouterProgram.class.getName(),
                    folder.toString(),
                    instance,
                    "signalbox.telemetry.url=http://127.0.0.1:" + monitor.actualPort(),
                    "signalbox.telemetry.interval=50ms",
                    "signalbox.telemetry.spool-folder=" + folder.resolve("spool")));
            process = new ProcessBuilder(command)
                    .redirectError(folder.resolve(instance + ".log").toFile())
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = out.readLine();
            }
            assertThat(line)
                    .as("the log says: %s", Files.readString(folder.resolve(instance + ".log")))
                    .isNotNull();
            port = Integer.parseInt(line.substring("port ".length()));
        }

        void send(int requests) throws IOException, InterruptedException {
            for (int i = 0; i < requests; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Bench.INFER))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                assertThat(bench.http
                                .send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }

        void kill() {
            process.destroyForcibly();
            await().until(() -> !process.isAlive());
        }

        @Override
        public void close() {
            kill();
        }
    }

    @Test
    void whatWaitedWhenARouterWasKilledIsDeliveredByTheNextOne() throws Exception {
        try (Running first = new Running("one")) {
            first.send(40);
            await().atMost(Duration.ofSeconds(20)).until(() -> requests(offered) == 40);
            first.kill();
        }
        assertThat(stored).isEmpty();
        taken = 1;
        try (Running second = new Running("two")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> requests(stored) == 40);
            second.send(10);
            await().atMost(Duration.ofSeconds(20)).until(() -> requests(stored) == 50);
        }
    }

    @Test
    void howeverOftenRoutersAreKilledEveryWindowThatWasKeptIsDelivered() throws Exception {
        taken = 0.3;
        for (int i = 0; i < 4; i++) {
            try (Running router = new Running("r" + i)) {
                long before = requests(offered);
                router.send(25);
                await().atMost(Duration.ofSeconds(20)).until(() -> requests(offered) >= before + 25);
                router.kill();
            }
        }
        taken = 1;
        try (Running last = new Running("last")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> stored.keySet().containsAll(offered.keySet()));
            assertThat(requests(stored)).isEqualTo(100);
            last.kill();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenToIsSaidAtTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitor.actualPort())
                .set("signalbox.telemetry.spool-folder", file.toString());
        assertThatThrownBy(bench::start).hasMessageContaining("signalbox.telemetry.spool-folder must be a folder");
    }
}
