package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.sample.RequestSample;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people look at because a mirrored version says something else; the monitor is a double that keeps what it is given. */
class DisagreementTest {
    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble shadow;
    private final AtomicInteger monitorStatus = new AtomicInteger(201);
    private final ConcurrentLinkedQueue<String> tickets = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        shadow = bench.model("2");
        HttpServer monitor = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (request.path().equals("/v1/tickets")) {
                        tickets.add(body.toString());
                    }
                    request.response().setStatusCode(monitorStatus.get()).end("{\"state\":\"Waiting\"}");
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitor.actualPort() + "/");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void start(Automation automation) throws Exception {
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of(shadow))
                .withMirror(new Mirror(new ModelVersion("2"), Weight.ALL))
                .withAutomation(automation));
        bench.start();
    }

    private ModelDouble.Behaviour says(String predicted, long afterMillis) {
        return (request, body) -> bench.vertx.setTimer(
                Math.max(1, afterMillis),
                timer -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Signalbox-Confidence", "0.95")
                        .putHeader("Signalbox-Class", predicted)
                        .end("{\"outputs\":[]}"));
    }

    private double counter(String name, String... tags) {
        return bench.registry.get(name).tags(tags).functionCounter().count();
    }

    static Stream<Arguments> orders() {
        return Stream.of(argumentSet("the copy is first", 100, 0), argumentSet("the answer is first", 0, 100));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void peopleLookAtWhatTheVersionsDisagreeOnWhicheverAnswersFirst(long answerAfter, long copyAfter) throws Exception {
        stable.behaviour = says("grant", answerAfter);
        shadow.behaviour = says("deny", copyAfter);
        start(Automation.FULL.withDisagreementShare(Weight.ALL));
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = bench.post(Bench.INFER, "X-Request-Id", "d-" + i);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("signalbox-decision")).contains("automatic");
            assertThat(answer.headers().firstValue("signalbox-class")).contains("grant");
        }
        await().until(() -> counter("signalbox.router.audits") == 5);

        List<String> asked = new ArrayList<>();
        for (String text : tickets) {
            TicketRequest ticket = Bench.JSON.readValue(text, TicketRequest.class);
            assertThat(ticket.reason()).isEqualTo(TicketReason.Disagreement);
            assertThat(ticket.version()).isEqualTo(new ModelVersion("1"));
            assertThat(ticket.predicted()).isEqualTo("grant");
            assertThat(ticket.answer()).isNotNull();
            asked.add(ticket.requestId());
        }
        assertThat(asked).containsExactlyInAnyOrder("d-0", "d-1", "d-2", "d-3", "d-4");
        assertThat(bench.registry.get("signalbox.router.mirror.bytes").gauge().value())
                .isZero();
    }

    @Test
    void whatTheVersionsAgreeOnOrDoNotSayIsNotLookedAt() throws Exception {
        stable.behaviour = says("grant", 0);
        start(Automation.FULL.withDisagreementShare(Weight.ALL));
        for (ModelDouble.Behaviour silent : List.of(
                says("grant", 0),
                ModelDouble.status(500),
                ModelDouble.status(400),
                ModelDouble.BREAK,
                (ModelDouble.Behaviour) (request, body) -> request.response().end("{}"))) {
            shadow.behaviour = silent;
            int copies = shadow.requests.get();
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
            await().until(() -> shadow.requests.get() > copies);
        }
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        stable.behaviour = ModelDouble.status(400);
        shadow.behaviour = says("deny", 0);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(400);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());

        /* What comes last is all that there is. */
        stable.behaviour = says("grant", 0);
        bench.post(Bench.INFER, "X-Request-Id", "last");
        await().until(() -> counter("signalbox.router.audits") == 1);
        assertThat(tickets).singleElement().asString().contains("\"last\"");
    }

    @Test
    void aShareIsLookedAtAndWhatIsCheckedAnywayIsNotAskedTwice() throws Exception {
        stable.behaviour = says("grant", 0);
        shadow.behaviour = says("deny", 0);
        start(Automation.FULL.withDisagreementShare(Weight.ofPercent(60)).withAuditShare(Weight.ofPercent(20)));
        for (int i = 0; i < 50; i++) {
            assertThat(bench.post(Bench.INFER, "X-Request-Id", "s-" + i).statusCode())
                    .isEqualTo(200);
        }
        long expected = IntStream.range(0, 50)
                .mapToObj(i -> "s-" + i)
                .filter(new RequestSample(0.6)::keeps)
                .count();
        await().until(() -> counter("signalbox.router.audits") == expected);

        long audits =
                tickets.stream().filter(text -> text.contains("\"Audit\"")).count();
        assertThat(audits)
                .isEqualTo(IntStream.range(0, 50)
                        .mapToObj(i -> "s-" + i)
                        .filter(new RequestSample(0.2)::keeps)
                        .count())
                .isBetween(1L, expected - 1);
        assertThat(tickets).hasSize((int) expected);
    }

    @Test
    void nothingIsLookedAtUnlessItIsWantedAndALostTicketChangesNoAnswer() throws Exception {
        stable.behaviour = says("grant", 0);
        shadow.behaviour = says("deny", 0);
        start(Automation.FULL);
        bench.post(Bench.INFER);
        await().until(() -> shadow.requests.get() == 1);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        bench.write(Bench.route(2, Weight.NONE, List.of(stable), List.of(shadow))
                .withMirror(new Mirror(new ModelVersion("2"), Weight.ALL))
                .withAutomation(Automation.FULL.withDisagreementShare(Weight.ALL)));
        bench.awaitRevision(2);
        assertThat(tickets).isEmpty();

        monitorStatus.set(500);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        await().until(() -> counter("signalbox.router.audit.drops", "reason", "monitor") == 1);
        assertThat(counter("signalbox.router.audits")).isZero();
    }
}
