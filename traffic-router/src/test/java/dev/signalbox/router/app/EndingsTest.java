package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingsTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        candidate = bench.model("2");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void start(Weight weight) throws Exception {
        bench.write(Bench.route(1, weight, List.of(stable), List.of(candidate)));
        bench.start();
    }

    @Test
    void anApplicationThatGoesAwayEndsTheWorkOnItsRequest() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        stable.behaviour = (request, body) -> request.connection().closeHandler(closed -> ended.incrementAndGet());
        start(Weight.NONE);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.router.port())) {
            socket.getOutputStream()
                    .write(("POST " + Bench.INFER + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> stable.requests.get() == 1);
            assertThat(ended).hasValue(0);
        }
        await().until(() -> ended.get() == 1);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
    }

    @Test
    void theCandidateNeverAnswersForStable() throws Exception {
        stable.behaviour = ModelDouble.status(500);
        start(Weight.NONE);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(500);
        }
        assertThat(candidate.requests).hasValue(0);
    }

    @Test
    void whereBothFailEachIsAskedOnce() throws Exception {
        stable.behaviour = ModelDouble.status(500);
        candidate.behaviour = ModelDouble.status(500);
        start(Weight.ALL);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(500);
        }
        assertThat(candidate.requests).hasValue(20);
        assertThat(stable.requests).hasValue(20);
    }

    @Test
    void aRouterThatEndsUnderLoadLosesNoRequestOfApplicationsThatGoWhenAsked() throws Exception {
        bench.set("signalbox.router.drain.delay", "500ms");
        start(Weight.ofPercent(50));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<Void>> applications = Stream.generate(() ->
                        CompletableFuture.runAsync(() -> untilAskedToGo(over, answered), Thread::startVirtualThread))
                .limit(8)
                .toList();
        await().until(() -> answered.get() > 100);
        Thread ending = Thread.ofPlatform().start(bench::stop);
        for (CompletableFuture<Void> application : applications) {
            application.join();
        }
        ending.join();
        assertThat(over).isFalse();
    }

    private void untilAskedToGo(AtomicBoolean over, AtomicInteger answered) {
        boolean asked = false;
        while (!asked) {
            try {
                HttpResponse<String> answer = bench.post(Bench.INFER);
                assertThat(answer.statusCode()).isEqualTo(200);
                asked = answer.headers()
                        .firstValue("connection")
                        .filter("close"::equals)
                        .isPresent();
                answered.incrementAndGet();
            } catch (IOException | InterruptedException e) {
                over.set(true);
                throw new IllegalStateException(e);
            }
        }
    }
}
