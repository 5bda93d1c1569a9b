package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadTest {
    private static final int CAPACITY = 8;
    private static final int SERVICE_MILLIS = 20;

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;

    /* A server that works on so many requests at once, and lets the others wait. */
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private int working;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder)
                .set("signalbox.router.limits.concurrency", "adaptive")
                .set("signalbox.router.limits.adaptive-least", "4");
        stable = bench.model("1");
        stable.behaviour = (request, body) -> {
            synchronized (queue) {
                queue.add(() -> request.response().end("{}"));
            }
            work();
        };
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
    }

    private void work() {
        synchronized (queue) {
            while (working < CAPACITY && !queue.isEmpty()) {
                Runnable next = queue.remove();
                working++;
                bench.vertx.setTimer(SERVICE_MILLIS, due -> {
                    synchronized (queue) {
                        working--;
                    }
                    next.run();
                    work();
                });
            }
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private double gauge(String name) {
        return bench.registry
                .get(name)
                .tag("deployment", "default/loans")
                .gauge()
                .value();
    }

    @Test
    void theLimitComesDownToWhatTheVersionCanDoAndTheRestIsRefusedAtOnce() {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> applications = Stream.generate(() ->
                        CompletableFuture.runAsync(() -> press(over, answered, refused), Thread::startVirtualThread))
                .limit(100)
                .toList();
        assertThat(gauge("signalbox.router.deployment.limit")).isEqualTo(32);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gauge("signalbox.router.deployment.limit") <= 2.6 * CAPACITY);
        assertThat(bench.registry
                        .get("signalbox.router.deployment.shed")
                        .functionCounter()
                        .count())
                .isPositive();
        assertThat(gauge("signalbox.router.deployment.in.flight")).isPositive();
        over.set(true);
        applications.forEach(CompletableFuture::join);
        assertThat(answered).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
    }

    private void press(AtomicBoolean over, AtomicInteger answered, AtomicInteger refused) {
        while (!over.get()) {
            try {
                HttpResponse<String> answer = bench.http.send(
                        bench.request(Bench.INFER)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 503) {
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                    refused.incrementAndGet();
                    Thread.sleep(SERVICE_MILLIS);
                } else {
                    assertThat(answer.statusCode()).isEqualTo(200);
                    answered.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void healthIsAnsweredWhateverTheLoad() throws Exception {
        bench.close();
        bench = new Bench(folder).set("signalbox.router.limits.deployment-in-flight", "2");
        stable = bench.model("1");
        stable.behaviour = ModelDouble.HANG;
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
        for (int i = 0; i < 2; i++) {
            var unused = bench.http.sendAsync(
                    bench.request(Bench.INFER)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        await().until(() -> stable.requests.get() == 2);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(503);
        HttpResponse<String> ready =
                bench.http.send(bench.request("/v2/health/ready").GET().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(ready.statusCode()).isEqualTo(200);
    }
}
