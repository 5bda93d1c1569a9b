package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Route;
import dev.signalbox.router.app.ModelDouble.Behaviour;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailoverTest {
    @TempDir
    Path folder;

    static Stream<Arguments> waysToFail() {
        return Stream.of(
                Arguments.argumentSet("answers 500", ModelDouble.status(500), "5xx"),
                Arguments.argumentSet("answers 503", ModelDouble.status(503), "5xx"),
                Arguments.argumentSet("breaks the connection", ModelDouble.BREAK, "connect"),
                Arguments.argumentSet("breaks in the middle of the answer", ModelDouble.BREAK_IN_THE_BODY, "connect"));
    }

    @ParameterizedTest
    @MethodSource("waysToFail")
    void aFailureOfTheCandidateIsAnsweredByStableAndCountedAgainstTheCandidate(Behaviour failing, String outcome)
            throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble stable = bench.model("1");
            ModelDouble candidate = bench.model("2");
            candidate.behaviour = failing;
            bench.write(Bench.route(1, Weight.ofPercent(50), List.of(stable), List.of(candidate)));
            bench.start();
            for (int i = 0; i < 100; i++) {
                HttpResponse<String> answer = bench.post(Bench.INFER);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Bench.version(answer)).isEqualTo("1");
                assertThat(answer.body()).contains("\"1\"");
            }
            assertThat(candidate.requests).hasValue(50);
            assertThat(count(bench, "2", outcome)).isEqualTo(50);
            assertThat(bench.registry
                            .get("signalbox.router.failovers")
                            .tag("version", "2")
                            .functionCounter()
                            .count())
                    .isEqualTo(50);
            assertThat(count(bench, "1", "ok")).isEqualTo(50);
        }
    }

    @Test
    void aCandidateThatHangsLeavesStableEnoughTimeToAnswer() throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble stable = bench.model("1");
            ModelDouble candidate = bench.model("2");
            candidate.behaviour = ModelDouble.HANG;
            Route route = Bench.route(1, Weight.ALL, List.of(stable), List.of(candidate));
            bench.write(new Route(
                    route.deployment(), 1, route.backends(), null, route.overrideHeader(), 6_000, route.failover()));
            bench.start();
            long start = System.nanoTime();
            HttpResponse<String> answer = bench.post(Bench.INFER);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Bench.version(answer)).isEqualTo("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2_900), Duration.ofMillis(6_000));
            assertThat(count(bench, "2", "timeout")).isEqualTo(1);
        }
    }

    @Test
    void aCandidateThatIsGoneIsAnsweredFor() throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble stable = bench.model("1");
            ModelDouble candidate = bench.model("2");
            bench.write(Bench.route(1, Weight.ALL, List.of(stable), List.of(candidate)));
            bench.start();
            assertThat(Bench.version(bench.post(Bench.INFER))).isEqualTo("2");
            candidate.kill();
            for (int i = 0; i < 20; i++) {
                assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
            }
            candidate.restart();
            assertThat(Bench.version(bench.post(Bench.INFER))).isEqualTo("2");
        }
    }

    @Test
    void aPodThatIsGoneIsNotHeldAgainstItsVersionWhileAnotherPodAnswers() throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble stable = bench.model("1");
            ModelDouble gone = bench.model("2");
            ModelDouble other = bench.model("2");
            bench.write(Bench.route(1, Weight.ALL, List.of(stable), List.of(gone, other)));
            bench.start();
            gone.kill();
            for (int i = 0; i < 50; i++) {
                assertThat(Bench.version(bench.post(Bench.INFER))).isEqualTo("2");
            }
            assertThat(count(bench, "2", "ok")).isEqualTo(50);
            assertThat(count(bench, "2", "connect")).isZero();
        }
    }

    @Test
    void withoutFailoverTheApplicationSeesWhatTheCandidateDid() throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble stable = bench.model("1");
            ModelDouble candidate = bench.model("2");
            candidate.behaviour = ModelDouble.status(500);
            bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of(candidate)));
            bench.start();
            HttpResponse<String> asked = bench.post(Bench.INFER, "Signalbox-Version", "2");
            assertThat(asked.statusCode()).isEqualTo(500);
            assertThat(asked.body()).contains("double");
            assertThat(Bench.version(asked)).isEqualTo("2");
            candidate.behaviour = ModelDouble.BREAK;
            assertThat(bench.post("/v2/models/loans/versions/2/infer").statusCode())
                    .isEqualTo(502);
            candidate.behaviour = ModelDouble.HANG;
            assertThat(bench.post("/v2/models/loans/versions/2/infer").statusCode())
                    .isEqualTo(504);
            assertThat(count(bench, "2", "ok") + count(bench, "2", "5xx")).isZero();
        }
    }

    @Test
    void aStableProcessThatIsKilledAndRestartedCostsNoRequest() throws Exception {
        try (Bench bench = new Bench(folder)) {
            ModelDouble one = bench.model("1");
            ModelDouble other = bench.model("1");
            bench.write(Bench.route(1, Weight.NONE, List.of(one, other), List.of()));
            bench.start();
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Integer>> applications = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> failures(bench, over)))
                    .limit(4)
                    .toList();
            for (int i = 0; i < 5; i++) {
                int before = other.requests.get();
                one.kill();
                await().until(() -> other.requests.get() > before + 100);
                one.restart();
                int back = one.requests.get();
                await().until(() -> one.requests.get() > back + 100);
            }
            over.set(true);
            for (CompletableFuture<Integer> application : applications) {
                assertThat(application.get()).isZero();
            }
        }
    }

    private static int failures(Bench bench, AtomicBoolean over) {
        int failures = 0;
        while (!over.get()) {
            try {
                failures += bench.post(Bench.INFER).statusCode() == 200 ? 0 : 1;
            } catch (IOException e) {
                failures++;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return failures;
    }

    private static double count(Bench bench, String version, String outcome) {
        return bench.registry
                .get("signalbox.router.requests")
                .tag("version", version)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }
}
