package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.router.app.ModelDouble.Behaviour;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MirrorTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble shadow;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        shadow = bench.model("2");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void mirror(long revision, Weight percent) throws Exception {
        bench.write(Bench.route(revision, Weight.NONE, List.of(stable), List.of(shadow))
                .withMirror(new Mirror(new ModelVersion("2"), percent)));
    }

    private double mirrored(String outcome) {
        return bench.registry
                .get("signalbox.router.mirrored.requests")
                .tag("version", "2")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private double dropped(String reason) {
        return bench.registry
                .get("signalbox.router.mirror.drops")
                .tag("version", "2")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    @Test
    void exactlyTheShareIsCopiedUnchangedAndMarked() throws Exception {
        Set<String> live = ConcurrentHashMap.newKeySet();
        Set<String> copies = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<Buffer> bodies = new ConcurrentLinkedQueue<>();
        stable.behaviour = (request, body) -> {
            assertThat(request.getHeader("Signalbox-Mirror")).isNull();
            live.add(request.getHeader("X-Request-Id"));
            request.response().end("{}");
        };
        shadow.behaviour = (request, body) -> {
            if ("true".equals(request.getHeader("Signalbox-Mirror"))) {
                copies.add(request.getHeader("X-Request-Id"));
                bodies.add(body);
            }
            request.response().end("thrown away");
        };
        mirror(1, Weight.ofPercent(30));
        bench.start();
        for (int i = 0; i < 100; i++) {
            HttpResponse<String> answer = bench.post(Bench.INFER, "Signalbox-Mirror", "forged");
            assertThat(answer.body()).isEqualTo("{}");
            assertThat(Bench.version(answer)).isEqualTo("1");
        }
        await().until(() -> copies.size() == 30);
        assertThat(live).hasSize(100).containsAll(copies);
        assertThat(bodies).allSatisfy(body -> assertThat(body.toString()).isEqualTo("{\"inputs\":[]}"));
        await().until(() -> mirrored("ok") == 30);
        bench.post("/v2/models/loans/infer", "Signalbox-Version", "1");
        bench.http.send(bench.request("/v2/models/loans").GET().build(), HttpResponse.BodyHandlers.ofString());
        mirror(2, Weight.ALL);
        bench.awaitRevision(2);
        for (int i = 0; i < 50; i++) {
            bench.post(Bench.INFER);
        }
        await().until(() -> copies.size() == 80);
        assertThat(shadow.requests).hasValue(80);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(bench.registry.get("signalbox.router.mirror.bytes").gauge().value())
                .isZero();
    }

    static Stream<Arguments> badShadows() {
        return Stream.of(
                argumentSet("hangs", ModelDouble.HANG, false),
                argumentSet("breaks", ModelDouble.BREAK, false),
                argumentSet("answers half", ModelDouble.BREAK_IN_THE_BODY, false),
                argumentSet("fails", ModelDouble.status(500), false),
                argumentSet("is dead", ModelDouble.HANG, true));
    }

    @ParameterizedTest
    @MethodSource("badShadows")
    void aBadShadowChangesNothingForApplications(Behaviour bad, boolean dead) throws Exception {
        bench.set("signalbox.router.mirror.in-flight", "4").set("signalbox.router.mirror.queue", "4");
        shadow.behaviour = bad;
        mirror(1, Weight.NONE);
        bench.start();
        if (dead) {
            shadow.kill();
        }
        /* What a shadow costs it costs each time; what the machine is busy with is over one time. */
        long usual = 0;
        long mirrored = Long.MAX_VALUE;
        for (int revision = 2; revision < 12 && mirrored >= 2 * usual + 5_000; revision += 2) {
            usual = p90();
            mirror(revision, Weight.ALL);
            bench.awaitRevision(revision);
            mirrored = p90();
            mirror(revision + 1, Weight.NONE);
            bench.awaitRevision(revision + 1);
        }
        assertThat(mirrored).as("usual %s us", usual).isLessThan(2 * usual + 5_000);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
    }

    private long p90() throws Exception {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long start = System.nanoTime();
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
            micros.add((System.nanoTime() - start) / 1_000);
        }
        Collections.sort(micros);
        return micros.get(270);
    }

    @Test
    void everyDropIsCountedByItsReason() throws Exception {
        bench.set("signalbox.router.event-loops", "1")
                .set("signalbox.router.mirror.in-flight", "2")
                .set("signalbox.router.mirror.queue", "3")
                .set("signalbox.router.mirror.failures", "2")
                .set("signalbox.router.mirror.body", "1K");
        shadow.behaviour = ModelDouble.HANG;
        mirror(1, Weight.ALL);
        bench.start();
        for (int i = 0; i < 10; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }
        await().until(() -> dropped("queue") == 5);
        HttpRequest large = bench.request(Bench.INFER)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2_000]))
                .build();
        assertThat(bench.http.send(large, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(dropped("body")).isEqualTo(1);
        await().until(() -> mirrored("timeout") + dropped("breaker") + dropped("late") == 5);
        assertThat(mirrored("timeout")).isBetween(2.0, 3.0);
        assertThat(bench.registry
                        .get("signalbox.router.mirror.breaker")
                        .tag("version", "2")
                        .gauge()
                        .value())
                .isEqualTo(1);
        shadow.behaviour = ModelDouble.status(200);
        await().until(() -> {
            bench.post(Bench.INFER);
            return mirrored("ok") > 0;
        });
    }

    @Test
    void aShadowWithoutEndpointsGetsNothing() throws Exception {
        bench.write(new dev.signalbox.api.route.Route(
                        Bench.LOANS,
                        1,
                        List.of(
                                Bench.route(1, Weight.NONE, List.of(stable), List.of())
                                        .backends()
                                        .getFirst(),
                                dev.signalbox.api.route.Backend.ofEndpoints(
                                        new ModelVersion("2"),
                                        dev.signalbox.api.route.BackendRole.Candidate,
                                        List.of(),
                                        Weight.NONE)),
                        null,
                        null,
                        1_000,
                        true)
                .withMirror(new Mirror(new ModelVersion("2"), Weight.ALL)));
        bench.start();
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        await().until(() -> dropped("endpoint") == 1);
    }
}
