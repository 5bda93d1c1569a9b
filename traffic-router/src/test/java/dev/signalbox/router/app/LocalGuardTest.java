package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Route;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGuardTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;

    @BeforeEach
    void open() {
        /* A window that ten of forty requests fit into on the slowest machine: in the usual one they may never come together. */
        bench = new Bench(folder)
                .set("signalbox.router.guard.requests", "10")
                .set("signalbox.router.guard.window", "60s");
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

    private void send(int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }
    }

    private double value(String metric) {
        var meter = bench.registry.get(metric).tag("version", "2");
        return metric.endsWith("ejected")
                ? meter.gauge().value()
                : meter.functionCounter().count();
    }

    @Test
    void aCandidateThatBreaksIsOutOnceMostRequestsFailAndOnlyAnotherRevisionPutsItBack() throws Exception {
        start(Weight.ofPercent(25));
        send(40);
        assertThat(candidate.requests).hasValue(10);
        candidate.behaviour = ModelDouble.status(500);
        while (value("signalbox.router.ejected") == 0) {
            send(1);
        }
        assertThat(candidate.requests)
                .as("ten that went well, eleven that did not")
                .hasValue(21);
        int seen = candidate.requests.get();
        send(100);
        assertThat(candidate.requests).hasValue(seen);
        assertThat(value("signalbox.router.withheld")).isEqualTo(25);
        assertThat(value("signalbox.router.ejections")).isEqualTo(1);
        assertThat(bench.router.report().applied(Bench.LOANS).orElseThrow().revision())
                .isEqualTo(1);

        candidate.behaviour = ModelDouble.status(201);
        assertThat(bench.post(Bench.INFER, "Signalbox-Version", "2").statusCode())
                .as("a tester still reaches it")
                .isEqualTo(201);
        bench.write(Bench.route(2, Weight.ofPercent(25), List.of(stable), List.of(candidate)));
        bench.awaitRevision(2);
        int before = candidate.requests.get();
        for (int i = 0; i < 100; i++) {
            bench.post(Bench.INFER);
        }
        assertThat(candidate.requests).hasValue(before + 25);
        assertThat(value("signalbox.router.ejected")).isZero();
    }

    @Test
    void aRuleFromConfigurationIsFollowed() throws Exception {
        bench.set("signalbox.router.guard.requests", "0");
        candidate.behaviour = ModelDouble.status(500);
        start(Weight.ALL);
        send(100);
        assertThat(value("signalbox.router.ejections")).isZero();
        assertThat(candidate.requests).hasValue(100);
    }

    @Test
    void failoverIsBoundedSoThatACandidateCannotDoubleTheLoad() throws Exception {
        bench.set("signalbox.router.guard.requests", "0")
                .set("signalbox.router.failover.percent", "20")
                .set("signalbox.router.failover.burst", "10");
        candidate.behaviour = ModelDouble.status(500);
        start(Weight.ALL);
        int answered = 0;
        for (int i = 0; i < 100; i++) {
            answered += bench.post(Bench.INFER).statusCode() == 200 ? 1 : 0;
        }
        assertThat(answered).isBetween(28, 30);
        assertThat(stable.requests).hasValue(answered);
        assertThat(bench.registry
                        .get("signalbox.router.unafforded.failovers")
                        .functionCounter()
                        .count())
                .isEqualTo(100 - answered);
    }

    @Test
    void withoutFailoverInTheRouteNothingIsAskedTwice() throws Exception {
        candidate.behaviour = ModelDouble.status(500);
        Route route = Bench.route(1, Weight.ALL, List.of(stable), List.of(candidate));
        bench.write(new Route(
                route.deployment(),
                1,
                route.backends(),
                route.stickyBy(),
                route.overrideHeader(),
                route.timeoutMillis(),
                false));
        bench.start();
        for (int i = 0; i < 9; i++) {
            HttpResponse<String> answer = bench.post(Bench.INFER);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(Bench.version(answer)).isEqualTo("2");
        }
        assertThat(stable.requests).hasValue(0);
    }

    @Test
    void oneDeploymentCannotTakeEverything() throws Exception {
        bench.set("signalbox.router.limits.deployment-in-flight", "2");
        stable.behaviour = ModelDouble.HANG;
        start(Weight.NONE);
        for (int i = 0; i < 2; i++) {
            var unused = bench.http.sendAsync(
                    bench.request(Bench.INFER).GET().build(), HttpResponse.BodyHandlers.ofString());
        }
        await().until(() -> stable.requests.get() == 2);
        HttpResponse<String> shed = bench.post(Bench.INFER);
        assertThat(shed.statusCode()).isEqualTo(503);
        assertThat(shed.headers().firstValue("retry-after")).contains("1");
        assertThat(shed.body()).contains("default/loans");
        assertThat(bench.post("/v2/health/live").statusCode()).isEqualTo(200);
        stable.behaviour = ModelDouble.status(200);
        await().until(() -> bench.post(Bench.INFER).statusCode() == 200);
    }
}
