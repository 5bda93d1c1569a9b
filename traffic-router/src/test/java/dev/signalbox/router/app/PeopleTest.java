package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.sample.RequestSample;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who decides, told by a route; the monitor is a double that keeps what it is given. */
class PeopleTest {
    private static final Automation PARTIAL = new Automation(Degree.Partial, 0.9, Map.of("deny", 0.99));

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private final AtomicInteger monitorStatus = new AtomicInteger(201);
    private final ConcurrentLinkedQueue<String> tickets = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> questions = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        HttpServer monitor = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (request.path().equals("/v1/tickets")) {
                        tickets.add(body.toString());
                    } else {
                        questions.add(request.uri());
                    }
                    if (monitorStatus.get() > 0) {
                        request.response().setStatusCode(monitorStatus.get()).end("{\"state\":\"Waiting\"}");
                    }
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitor.actualPort() + "/");
        bench.set("signalbox.router.feedback-timeout", "300ms");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void start(Automation automation) throws Exception {
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()).withAutomation(automation));
        bench.start();
    }

    private void answers(String confidence, String predicted) {
        stable.behaviour = (request, body) -> request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Signalbox-Confidence", confidence)
                .putHeader("Signalbox-Class", predicted)
                .putHeader("Signalbox-Masked", "ssn,name")
                .end("{\"outputs\":[]}");
    }

    @Test
    void confidentPredictionsAreDecisionsAndOthersTickets() throws Exception {
        answers("0.95", "grant");
        start(PARTIAL);
        HttpResponse<String> sure = bench.post(Bench.INFER, "X-Request-Id", "one");
        assertThat(sure.statusCode()).isEqualTo(200);
        assertThat(sure.headers().firstValue("signalbox-decision")).contains("automatic");
        assertThat(tickets).isEmpty();

        answers("0.95", "deny");
        HttpResponse<String> unsure = bench.post(Bench.INFER, "X-Request-Id", "two");
        assertThat(unsure.statusCode()).isEqualTo(202);
        assertThat(unsure.headers().firstValue("location")).contains("/v2/models/loans/decisions/two");
        assertThat(unsure.headers().firstValue("signalbox-decision")).contains("review");
        assertThat(unsure.headers().firstValue("retry-after")).isPresent();
        assertThat(unsure.body()).contains("\"requestId\":\"two\"").doesNotContain("outputs");
        TicketRequest ticket = Bench.JSON.readValue(tickets.element(), TicketRequest.class);
        assertThat(ticket.requestId()).isEqualTo("two");
        assertThat(ticket.reason()).isEqualTo(TicketReason.LowConfidence);
        assertThat(ticket.confidence()).isEqualTo(0.95);
        assertThat(ticket.predicted()).isEqualTo("deny");
        assertThat(ticket.masked()).containsExactly("ssn", "name");
        assertThat(new String(ticket.request().bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"inputs\":[]}");
        assertThat(ticket.answer()).isNotNull();
    }

    @Test
    void aTicketSaysHowPeopleAreAsked() throws Exception {
        answers("0.1", "grant");
        ReviewPolicy policy = new ReviewPolicy(
                60L, Overdue.Model, ShowSuggestion.Always, new Callback("https://loans.example/decided", "loans"));
        start(PARTIAL.withReview(policy));

        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(202);
        assertThat(Bench.JSON.readValue(tickets.element(), TicketRequest.class).review())
                .isEqualTo(policy);
    }

    @Test
    void aShareOfWhatTheMachineDecidesIsCheckedByPeople() throws Exception {
        answers("0.95", "grant");
        start(PARTIAL.withAuditShare(Weight.ofPercent(50)));
        for (int i = 0; i < 40; i++) {
            HttpResponse<String> answer = bench.post(Bench.INFER, "X-Request-Id", "a-" + i);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("signalbox-decision")).contains("automatic");
        }
        List<String> checked = IntStream.range(0, 40)
                .mapToObj(i -> "a-" + i)
                .filter(new RequestSample(0.5)::keeps)
                .toList();
        assertThat(checked).hasSizeBetween(8, 32);
        await().until(() -> counter("signalbox.router.audits") == checked.size());

        List<String> asked = new ArrayList<>();
        for (String text : tickets) {
            TicketRequest ticket = Bench.JSON.readValue(text, TicketRequest.class);
            assertThat(ticket.reason()).isEqualTo(TicketReason.Audit);
            assertThat(ticket.predicted()).isEqualTo("grant");
            assertThat(ticket.masked()).containsExactly("ssn", "name");
            assertThat(ticket.answer()).isNotNull();
            asked.add(ticket.requestId());
        }
        assertThat(asked).containsExactlyInAnyOrderElementsOf(checked);
    }

    @Test
    void aCheckThatNobodyKeepsChangesNoAnswer() throws Exception {
        answers("0.95", "grant");
        start(PARTIAL.withAuditShare(Weight.ALL));
        for (int status : List.of(500, 0)) {
            monitorStatus.set(status);
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }
        await().until(() -> dropped("monitor") == 2);
        monitorStatus.set(400);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        await().until(() -> dropped("refused") == 1);
        assertThat(counter("signalbox.router.audits")).isZero();
    }

    @Test
    void whatIsTooMuchIsNotCheckedAndCounted() throws Exception {
        answers("0.95", "grant");
        bench.set("signalbox.router.feedback-timeout", "20s");
        monitorStatus.set(0);
        start(Automation.FULL.withAuditShare(Weight.ALL));
        assertThat(bench.http
                        .send(
                                bench.request(Bench.INFER)
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                                new byte[TicketRequest.LARGEST + 1]))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }

        assertThat(dropped("body")).isOne();
        assertThat(dropped("busy")).isEqualTo(4);
        assertThat(dropped("monitor")).isZero();
    }

    private double counter(String name) {
        return bench.registry.get(name).functionCounter().count();
    }

    private double dropped(String reason) {
        return bench.registry
                .get("signalbox.router.audit.drops")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    @Test
    void adviceSaysThatItIsAdvice() throws Exception {
        answers("0.1", "grant");
        start(Automation.of(Degree.Assist));
        HttpResponse<String> advice = bench.post(Bench.INFER);
        assertThat(advice.statusCode()).isEqualTo(200);
        assertThat(advice.headers().firstValue("signalbox-decision")).contains("advisory");
        assertThat(bench.http
                        .send(bench.request("/v2/models/loans").build(), HttpResponse.BodyHandlers.ofString())
                        .headers()
                        .firstValue("signalbox-decision"))
                .contains("automatic");
    }

    @Test
    void peopleDecideWithoutAModelThatFailsAndSeeNothingThatMightBeMasked() throws Exception {
        stable.behaviour = ModelDouble.status(500);
        start(Automation.of(Degree.HumanOnly));
        assertThat(bench.post(Bench.INFER, "X-Request-Id", "failed").statusCode())
                .isEqualTo(202);
        stable.behaviour = ModelDouble.BREAK;
        assertThat(bench.post(Bench.INFER, "X-Request-Id", "broken").statusCode())
                .isEqualTo(202);
        stable.behaviour = ModelDouble.status(400);
        assertThat(bench.post(Bench.INFER, "X-Request-Id", "wrong").statusCode())
                .isEqualTo(400);

        assertThat(tickets).hasSize(2).allMatch(text -> text.contains("\"masked\":[\"*\"]"));
        assertThat(tickets).noneMatch(text -> text.contains("\"answer\""));
        await().until(() ->
                bench.registry.get("signalbox.router.admitted").gauge().value() == 0);
        assertThat(bench.router.report().routes().getFirst().inFlight()).isEmpty();
    }

    @Test
    void noTicketIsPromisedThatIsNotKept() throws Exception {
        answers("0.1", "grant");
        start(PARTIAL);
        for (int away : List.of(503, 500, 0)) {
            monitorStatus.set(away);
            HttpResponse<String> lost = bench.post(Bench.INFER);
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.headers().firstValue("retry-after")).isPresent();
        }
        byte[] large = new byte[TicketRequest.LARGEST + 1];
        assertThat(bench.http
                        .send(
                                bench.request(Bench.INFER)
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
        await().until(() ->
                bench.registry.get("signalbox.router.admitted").gauge().value() == 0);
    }

    @Test
    void sharesAndTicketsAreCounted() throws Exception {
        answers("0.95", "grant");
        start(PARTIAL);
        bench.post(Bench.INFER);
        bench.post(Bench.INFER);
        answers("0.5", "grant");
        bench.post(Bench.INFER);
        monitorStatus.set(503);
        bench.post(Bench.INFER);
        stable.behaviour = ModelDouble.status(400);
        bench.post(Bench.INFER);

        assertThat(decisions("automatic")).isEqualTo(2);
        assertThat(decisions("review")).isOne();
        assertThat(decisions("advisory")).isZero();
        assertThat(tickets("monitor")).isOne();
        assertThat(tickets("refused")).isOne();
        assertThat(tickets("disk")).isZero();
    }

    private double decisions(String decision) {
        return bench.registry
                .get("signalbox.router.decisions")
                .tag("decision", decision)
                .functionCounter()
                .count();
    }

    private double tickets(String result) {
        return bench.registry
                .get("signalbox.router.tickets")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    @Test
    void decisionsAreAskedOfTheMonitor() throws Exception {
        start(PARTIAL);
        monitorStatus.set(202);
        HttpResponse<String> waiting = get("/v2/models/loans/decisions/two?wait=30s");
        assertThat(waiting.statusCode()).isEqualTo(202);
        assertThat(waiting.body()).contains("Waiting");
        assertThat(questions).containsExactly("/v1/deployments/default/loans/decisions/two?wait=30s");
        monitorStatus.set(404);
        assertThat(get("/v2/models/loans/decisions/none").statusCode()).isEqualTo(404);
        monitorStatus.set(500);
        assertThat(get("/v2/models/loans/decisions/two").statusCode()).isEqualTo(503);
        assertThat(stable.requests).hasValue(0);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return bench.http.send(bench.request(path).build(), HttpResponse.BodyHandlers.ofString());
    }
}
