package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Route;
import io.vertx.core.MultiMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPlaneTest {
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
    void sharesAreExactAcrossEventLoopsAndConnections() throws Exception {
        start(new Weight(1_234));
        List<CompletableFuture<Void>> applications = Stream.generate(() -> CompletableFuture.runAsync(() -> send(50)))
                .limit(20)
                .toList();
        applications.forEach(CompletableFuture::join);
        assertThat(candidate.requests.get()).isBetween(123, 124);
        assertThat(candidate.requests.get() + stable.requests.get()).isGreaterThanOrEqualTo(1_000);
    }

    private void send(int requests) {
        try {
            for (int i = 0; i < requests; i++) {
                assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aUserStaysAndMovesOnlyTowardsTheCandidate() throws Exception {
        start(Weight.ofPercent(20));
        Map<String, String> first = versionsOfUsers();
        assertThat(versionsOfUsers()).isEqualTo(first);
        bench.write(Bench.route(2, Weight.ofPercent(60), List.of(stable), List.of(candidate)));
        bench.awaitRevision(2);
        Map<String, String> second = versionsOfUsers();
        first.forEach((user, version) -> {
            if (version.equals("2")) {
                assertThat(second).containsEntry(user, "2");
            }
        });
        assertThat(second.values().stream().filter("2"::equals).count()).isBetween(45L, 75L);
        bench.write(Bench.route(3, Weight.NONE, List.of(stable), List.of(candidate)));
        bench.awaitRevision(3);
        assertThat(versionsOfUsers().values()).containsOnly("1");
    }

    private Map<String, String> versionsOfUsers() throws Exception {
        Map<String, String> versions = new HashMap<>();
        for (int user = 0; user < 100; user++) {
            String id = "user-" + user;
            versions.put(id, Bench.version(bench.post(Bench.INFER, "X-User-Id", id)));
        }
        return versions;
    }

    @Test
    void versionsTellUsersApartWithoutKnowingThem() throws Exception {
        List<String> units = Collections.synchronizedList(new ArrayList<>());
        stable.behaviour = (request, body) -> {
            units.add(String.join("|", request.headers().getAll("signalbox-unit")));
            request.response().end(body);
        };
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
        for (String user : List.of("ada", "bob", "ada")) {
            bench.post(Bench.INFER, "X-User-Id", user, "Signalbox-Unit", "forged");
        }
        bench.post(Bench.INFER, "Signalbox-Unit", "forged");

        assertThat(units).hasSize(4);
        assertThat(units.get(0)).matches("[0-9a-f]{16}").isEqualTo(units.get(2)).isNotEqualTo(units.get(1));
        assertThat(units.get(3)).isEmpty();
    }

    @Test
    void headersPassUnchangedExceptThoseOfTheConnection() throws Exception {
        AtomicReference<MultiMap> seen = new AtomicReference<>();
        AtomicReference<String> uri = new AtomicReference<>();
        stable.behaviour = (request, body) -> {
            seen.set(request.headers());
            uri.set(request.uri());
            request.response()
                    .setStatusCode(201)
                    .putHeader("X-Own", "kept")
                    .putHeader("Keep-Alive", "timeout=5")
                    .putHeader("Signalbox-Version", "forged")
                    .end(body);
        };
        bench.write(new Route(
                DeploymentName.parse("bank/loans"),
                1,
                Bench.route(1, Weight.NONE, List.of(stable), List.of()).backends(),
                null,
                null,
                1_000,
                true));
        bench.start();
        HttpResponse<String> answer = bench.post(
                "/bank/v2/models/loans/infer?a=%20b",
                "Inference-Header-Content-Length",
                "14",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "X-Request-Id",
                "mine-1",
                "TE",
                "trailers");
        assertThat(uri).hasValue("/v2/models/loans/infer?a=%20b");
        assertThat(seen.get().get("inference-header-content-length")).isEqualTo("14");
        assertThat(seen.get().get("traceparent")).startsWith("00-4bf9");
        assertThat(seen.get().getAll("x-request-id")).containsExactly("mine-1");
        assertThat(seen.get().contains("te")).isFalse();
        assertThat(seen.get().getAll("content-length")).containsExactly("13");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"inputs\":[]}");
        assertThat(answer.headers().allValues("x-own")).containsExactly("kept");
        assertThat(answer.headers().allValues("keep-alive")).isEmpty();
        assertThat(answer.headers().allValues("x-request-id")).containsExactly("mine-1");
        assertThat(answer.headers().allValues("signalbox-version")).containsExactly("1");
        assertThat(answer.headers().allValues("signalbox-decision")).containsExactly("automatic");
        assertThat(bench.post("/bank/v2/models/loans/infer", "X-Request-Id", "x".repeat(200))
                        .headers()
                        .firstValue("x-request-id"))
                .hasValueSatisfying(made -> assertThat(made).matches("[0-9a-f]{32}"));
    }

    @Test
    void aLargeBodyIsStreamedBothWaysAndComesThroughUnchanged() throws Exception {
        stable.behaviour = (request, body) -> request.response().end(body);
        bench.set("signalbox.router.limits.buffer", "64K");
        start(Weight.NONE);
        byte[] large = new byte[8 * 1024 * 1024];
        new Random(5).nextBytes(large);
        for (HttpRequest.BodyPublisher body : List.of(
                HttpRequest.BodyPublishers.ofByteArray(large),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
            HttpResponse<byte[]> answer = bench.http.send(
                    bench.request(Bench.INFER).POST(body).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(hash(answer.body())).isEqualTo(hash(large));
        }
        assertThat(bench.registry
                        .get("signalbox.router.unbuffered.requests")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aBodyOverTheLimitIsRefusedHoweverItComes() throws Exception {
        bench.set("signalbox.router.limits.body", "100K").set("signalbox.router.limits.buffer", "10K");
        start(Weight.NONE);
        byte[] large = new byte[101 * 1024];
        for (HttpRequest.BodyPublisher body : List.of(
                HttpRequest.BodyPublishers.ofByteArray(large),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
            HttpResponse<String> answer = bench.http.send(
                    bench.request(Bench.INFER).POST(body).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("{\"error\":").contains("102400");
        }
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
    }

    @Test
    void whatTheRouterDoesNotKnowIsNotFound() throws Exception {
        start(Weight.NONE);
        HttpResponse<String> unknown = bench.post("/v2/models/secret/infer");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type")).contains("application/json");
        assertThat(unknown.body()).contains("1 models are").doesNotContain("loans");
        assertThat(bench.post(Bench.INFER, "Signalbox-Version", "9").statusCode())
                .isEqualTo(404);
        assertThat(bench.post("/v2/models/loans/versions/9/infer").statusCode()).isEqualTo(404);
        assertThat(bench.post("/other").statusCode()).isEqualTo(404);
        assertThat(Bench.version(bench.post("/v2/models/loans/versions/2/infer")))
                .isEqualTo("2");
    }

    @Test
    void moreThanTheLimitUnderWayIsRefusedAtOnce() throws Exception {
        stable.behaviour = ModelDouble.HANG;
        bench.set("signalbox.router.limits.in-flight", "2");
        start(Weight.NONE);
        for (int i = 0; i < 2; i++) {
            var unused = bench.http.sendAsync(
                    bench.request(Bench.INFER)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        await().until(() -> stable.requests.get() == 2);
        HttpResponse<String> shed = bench.post(Bench.INFER);
        assertThat(shed.statusCode()).isEqualTo(503);
        assertThat(shed.headers().firstValue("retry-after")).contains("1");
        assertThat(bench.registry.get("signalbox.router.shed").functionCounter().count())
                .isEqualTo(1);
    }

    @Test
    void aRouteWithoutAReadyVersionAsksToComeBack() throws Exception {
        bench.write(
                new Route(Bench.LOANS, 1, List.of(), null, null, 1_000, true),
                new Route(
                        DeploymentName.parse("empty"),
                        1,
                        Bench.route(1, Weight.NONE, List.of(), List.of()).backends(),
                        null,
                        null,
                        1_000,
                        true));
        bench.start();
        for (String path : List.of(Bench.INFER, "/v2/models/empty/infer")) {
            HttpResponse<String> answer = bench.post(path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
        }
    }
}
