package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.TicketRequest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets while the monitor is away; the monitor is a double that keeps what it takes. */
class SpooledTicketsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int HANG = 0;

    @TempDir
    Path folder;

    private Bench bench;
    private HttpServer monitorDouble;
    private final AtomicInteger status = new AtomicInteger(500);
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicReference<String> said = new AtomicReference<>("{}");
    private final Map<String, TicketRequest> stored = new ConcurrentHashMap<>();
    private final AtomicInteger offered = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        ModelDouble stable = bench.model("1");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of())
                .withAutomation(Automation.of(Degree.HumanOnly)));
        monitorDouble = bench.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    int answer = status.get();
                    if (request.path().equals("/v1/tickets")) {
                        offered.incrementAndGet();
                        if (answer == 201) {
                            keep(body.getBytes());
                        }
                    }
                    if (answer != HANG) {
                        boolean question = request.path().contains("/decisions/");
                        int after = question ? 404 : answer;
                        bench.vertx.setTimer(
                                1 + slow.get(),
                                due -> request.response().setStatusCode(after).end(said.get()));
                    }
                }))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        bench.set("signalbox.telemetry.url", "http://127.0.0.1:" + monitorDouble.actualPort())
                .set("signalbox.telemetry.interval", "10m")
                .set("signalbox.telemetry.spool-folder", folder.resolve("spool").toString());
    }

    private void keep(byte[] body) {
        try {
            TicketRequest ticket = Bench.JSON.readValue(body, TicketRequest.class);
            stored.put(ticket.requestId(), ticket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private HttpResponse<String> post(String id) throws Exception {
        return bench.post(Bench.INFER, "X-Request-Id", id);
    }

    private double metric(String name, String... tags) {
        var found = bench.registry.get("signalbox.router." + name).tags(tags).meter();
        return found.measure().iterator().next().getValue();
    }

    @Test
    void aTicketIsPromisedWhileTheMonitorIsAwayAndBroughtOnceItIsBack() throws Exception {
        bench.start();
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> promised = post("away-" + i);
            assertThat(promised.statusCode()).isEqualTo(202);
            assertThat(promised.headers().firstValue("location")).contains("/v2/models/loans/decisions/away-" + i);
        }
        assertThat(metric("tickets.waiting")).isEqualTo(5);
        assertThat(metric("tickets", "result", "disk")).isEqualTo(5);
        assertThat(ask("away-0")).as("the monitor does not know it yet").isEqualTo(503);

        status.set(201);
        await().atMost(SOON).until(() -> stored.size() == 5);
        await().atMost(SOON).until(() -> metric("tickets.waiting") == 0);
        assertThat(ask("unheard-of")).isEqualTo(404);
        assertThat(new String(stored.get("away-3").request().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"inputs\":[]}");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(post("back").statusCode()).isEqualTo(202);
            assertThat(metric("tickets", "result", "monitor")).isPositive();
        });
        assertThat(metric("tickets.lost")).isZero();
    }

    @Test
    void aMonitorThatHangsCostsNoPromise() throws Exception {
        status.set(HANG);
        bench.start();
        assertThat(post("hangs").statusCode()).isEqualTo(202);
        assertThat(metric("tickets", "result", "disk")).isOne();
    }

    @Test
    void whatTheMonitorDoesNotWantIsNotPromised() throws Exception {
        bench.start();
        status.set(400);
        assertThat(post("wrong").statusCode()).isEqualTo(503);
        status.set(503);
        said.set("{\"type\":\"busy\",\"status\":503}");
        HttpResponse<String> busy = post("busy");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("retry-after")).isPresent();
        assertThat(metric("tickets.waiting")).isZero();
        assertThat(metric("tickets", "result", "refused")).isEqualTo(2);

        said.set("{\"type\":\"store-unavailable\",\"status\":503}");
        assertThat(post("database-away").statusCode()).isEqualTo(202);
    }

    @Test
    void aFullFolderRefusesAndDropsNothing() throws Exception {
        bench.set("signalbox.telemetry.spool-bytes", "64K");
        bench.start();
        Set<String> promised = new HashSet<>();
        int refused = 0;
        for (int i = 0; refused < 3; i++) {
            int answer = post("full-" + i).statusCode();
            assertThat(answer).isIn(202, 503);
            if (answer == 202) {
                promised.add("full-" + i);
            } else {
                refused++;
            }
        }
        assertThat(promised).hasSizeGreaterThan(50);
        assertThat(metric("tickets", "result", "refused")).isEqualTo(3);

        status.set(201);
        await().atMost(SOON).until(() -> stored.keySet().containsAll(promised));
        assertThat(metric("tickets.lost")).isZero();
    }

    @Test
    void anAuditHasAllTheTimeThatTheMonitorMayTake() throws Exception {
        bench.start();
        bench.write(Bench.route(2, Weight.NONE, List.of(bench.model("1")), List.of())
                .withAutomation(Automation.FULL.withAuditShare(Weight.ALL)));
        bench.awaitRevision(2);
        status.set(201);
        slow.set(400);

        assertThat(post("audited").statusCode()).isEqualTo(200);

        await().atMost(SOON).until(() -> metric("audits") == 1);
        assertThat(metric("audit.drops", "reason", "monitor")).isZero();
    }

    private int ask(String id) throws Exception {
        return bench.http
                .send(bench.request("/v2/models/loans/decisions/" + id).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void whatWasPromisedByARouterThatWasKilledIsBroughtByTheNextOne() throws Exception {
        Set<String> promised = new HashSet<>();
        for (int process = 0; process < 3; process++) {
            Process router = program("router-" + process);
            int port = port(router);
            for (int i = 0; i < 20; i++) {
                String id = "killed-" + process + "-" + i;
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Bench.INFER))
                        .header("X-Request-Id", id)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                assertThat(bench.http
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(202);
                promised.add(id);
            }
            router.destroyForcibly();
            await().until(() -> !router.isAlive());
        }
        assertThat(stored).isEmpty();
        assertThat(offered).as("the monitor was tried").hasPositiveValue();

        status.set(201);
        bench.start();
        await().atMost(SOON).until(() -> stored.keySet().equals(promised));
    }

    private Process program(String instance) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RouterProgram.class.getName(),
                folder.toString(),
                instance));
        bench.settings.forEach((key, value) -> {
            if (key.startsWith("signalbox.telemetry.")) {
                command.add(key + "=" + value);
            }
        });
        return new ProcessBuilder(command)
                .redirectError(folder.resolve(instance + ".log").toFile())
                .start();
    }

    private static int port(Process router) throws IOException {
        BufferedReader out = router.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = out.readLine();
        }
        assertThat(line).as("the router's port").isNotNull();
        return Integer.parseInt(line.substring("port ".length()));
    }
}
