package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.Sticky;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackAndCookieTest {
    private static final String FEEDBACK = "/v2/models/loans/feedback";

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;
    private final AtomicInteger monitorStatus = new AtomicInteger(202);
    private final ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        stable = bench.model("1");
        candidate = bench.model("2");
        HttpServer monitor = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (request.path().equals("/v1/feedback") && monitorStatus.get() > 0) {
                        kept.add(request.getParam("deployment") + " " + body);
                        request.response()
                                .setStatusCode(monitorStatus.get())
                                .putHeader("Content-Type", "application/problem+json")
                                .end("{\"monitor\":true}");
                    }
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitor.actualPort() + "/");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of(candidate)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void feedbackIsAcknowledgedOnlyWhenTheMonitorHasIt() throws Exception {
        bench.set("signalbox.router.feedback-timeout", "300ms").start();
        HttpResponse<String> taken = bench.post(FEEDBACK, "X-Request-Id", "mine");
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.headers().firstValue("x-request-id")).contains("mine");
        assertThat(kept).containsExactly("default/loans {\"inputs\":[]}");
        monitorStatus.set(400);
        HttpResponse<String> wrong = bench.post(FEEDBACK);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("monitor");
        for (int away : List.of(503, 500, 0)) {
            monitorStatus.set(away);
            HttpResponse<String> lost = bench.post(FEEDBACK);
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.headers().firstValue("retry-after")).contains("1");
            assertThat(lost.body()).contains("not kept");
        }
        assertThat(bench.http
                        .send(
                                bench.request(FEEDBACK)
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[70_000]))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
        assertThat(bench.post("/v2/models/other/feedback").statusCode()).isEqualTo(404);
        assertThat(stable.requests).hasValue(0);
        await().until(() ->
                bench.registry.get("signalbox.router.admitted").gauge().value() == 0);
    }

    @Test
    void withoutAMonitorNoFeedbackIsKept() throws Exception {
        bench.set("signalbox.telemetry.url", "").start();
        assertThat(bench.post(FEEDBACK).statusCode()).isEqualTo(503);
    }

    @Test
    void aUserWithoutACookieGetsOneAndStaysWhereItLedHim() throws Exception {
        Route route = Bench.route(2, Weight.ofPercent(50), List.of(stable), List.of(candidate));
        bench.write(new Route(
                route.deployment(), 2, route.backends(), Sticky.bySetCookie("user"), "Signalbox-Version", 1_000, true));
        bench.start();
        int toCandidate = 0;
        for (int user = 0; user < 40; user++) {
            HttpResponse<String> first = bench.post(Bench.INFER);
            String cookie = first.headers().firstValue("set-cookie").orElseThrow();
            assertThat(cookie).matches("user=[0-9a-f]{32}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
            toCandidate += Bench.version(first).equals("2") ? 1 : 0;
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> next = bench.post(Bench.INFER, "Cookie", cookie.substring(0, cookie.indexOf(';')));
                assertThat(Bench.version(next)).isEqualTo(Bench.version(first));
                assertThat(next.headers().firstValue("set-cookie")).isEmpty();
            }
        }
        assertThat(toCandidate).isBetween(8, 32);
    }

    @Test
    void theAccessLogHasALineForEachRequest() throws Exception {
        Path log = folder.resolve("access.jsonl");
        bench.set("signalbox.router.access-log", "file:" + log).start();
        bench.post(Bench.INFER, "X-Request-Id", "first");
        bench.post("/v2/models/" + "x".repeat(1_000) + "/infer");
        await().until(() -> Files.readString(log).lines().count() == 2);
        List<String> lines = Files.readAllLines(log);
        JsonNode line = Bench.JSON.readTree(lines.getFirst());
        assertThat(line.get("requestId").asText()).isEqualTo("first");
        assertThat(line.get("method").asText()).isEqualTo("POST");
        assertThat(line.get("deployment").asText()).isEqualTo("default/loans");
        assertThat(line.get("version").asText()).isEqualTo("1");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("bytesIn").asInt()).isEqualTo(13);
        assertThat(line.get("micros").asLong()).isPositive();
        assertThat(Bench.JSON.readTree(lines.getLast()).get("status").asInt()).isEqualTo(404);
        assertThat(lines.getLast()).hasSizeLessThan(700);
    }
}
