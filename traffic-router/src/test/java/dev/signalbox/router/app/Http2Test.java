package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.Sticky;
import io.netty.handler.ssl.util.SelfSignedCertificate;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Http2Test {
    /* None of these tests is about the time that a request takes. */
    private static final int PATIENCE = 15_000;

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private ModelDouble candidate;
    private HttpClient client;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        stable = bench.model("1");
        candidate = bench.model("2");
        client = bench.vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void start(Weight weight) throws Exception {
        bench.write(route(weight, Sticky.byHeader("X-User-Id")));
        bench.start();
    }

    private Route route(Weight weight, Sticky sticky) {
        return new Route(
                DeploymentName.parse("default/loans"),
                1,
                Bench.route(1, weight, List.of(stable), List.of(candidate)).backends(),
                sticky,
                "Signalbox-Version",
                PATIENCE,
                true);
    }

    /** An answer that has been read to its end. */
    private record Got(HttpVersion protocol, int status, MultiMap headers, Buffer body) {}

    private Future<HttpClientRequest> request(String path) {
        return client.request(HttpMethod.POST, bench.router.port(), "127.0.0.1", path);
    }

    private Future<Got> post(String path, Buffer body, String... headers) {
        return request(path).compose(request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.headers().add(headers[i], headers[i + 1]);
            }
            return request.send(body).compose(Http2Test::got);
        });
    }

    /* To be called on the request's own thread: whoever asks for a body after its end has come waits for ever. */
    private static Future<Got> got(HttpClientResponse head) {
        return head.body().map(body -> new Got(head.version(), head.statusCode(), head.headers(), body));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Got infer(String... headers) throws Exception {
        return result(post(Bench.INFER, Buffer.buffer("{}"), headers));
    }

    @Test
    void requestsOnOneConnectionAreSplitExactlyAndFailOver() throws Exception {
        candidate.behaviour = ModelDouble.status(500);
        start(Weight.ofPercent(25));
        List<Future<Got>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(post(Bench.INFER, Buffer.buffer("{}")));
        }
        for (Future<Got> answer : answers) {
            assertThat(result(answer).protocol()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(result(answer).status()).isEqualTo(200);
            assertThat(result(answer).headers().getAll("signalbox-version")).containsExactly("1");
            assertThat(result(answer).headers().contains("connection")).isFalse();
        }
        assertThat(candidate.requests).hasValue(50);
    }

    @Test
    void whatTheVersionSeesIsAnOrdinaryRequest() throws Exception {
        AtomicReference<MultiMap> seen = new AtomicReference<>();
        stable.behaviour = (request, body) -> {
            seen.set(request.headers());
            request.response().putHeader("Keep-Alive", "timeout=5").end(body);
        };
        bench.write(route(Weight.ofPercent(50), Sticky.byCookie("user")));
        bench.start();
        Got answer = infer(
                "cookie", "a=1", "cookie", "user=u-3", "cookie", "b=2", "signalbox-version", "1", "te", "trailers");
        assertThat(answer.body()).hasToString("{}");
        assertThat(seen.get().getAll("cookie")).containsExactly("a=1; user=u-3; b=2");
        assertThat(seen.get().getAll("host")).containsExactly("127.0.0.1:" + bench.router.port());
        assertThat(seen.get().getAll("content-length")).containsExactly("2");
        assertThat(seen.get().contains("te")).isFalse();
        assertThat(answer.headers().contains("keep-alive")).isFalse();
        String first = infer("cookie", "a=1", "cookie", "user=u-3").headers().get("signalbox-version");
        for (int i = 0; i < 20; i++) {
            assertThat(infer("cookie", "x=" + i, "cookie", "user=u-3").headers().get("signalbox-version"))
                    .isEqualTo(first);
        }
        assertThat(Bench.version(bench.post(Bench.INFER, "Cookie", "user=u-3"))).isEqualTo(first);
    }

    @Test
    void aLargeBodyFlowsBothWaysAndComesThroughUnchanged() throws Exception {
        stable.behaviour = (request, body) -> request.response().end(body);
        bench.set("signalbox.router.limits.buffer", "64K");
        start(Weight.NONE);
        byte[] large = new byte[5 * 1024 * 1024];
        new Random(5).nextBytes(large);
        assertThat(result(post(Bench.INFER, Buffer.buffer(large))).body().getBytes())
                .isEqualTo(large);
    }

    @Test
    void anApplicationThatTakesARequestBackEndsTheWorkOnItAndNothingElse() throws Exception {
        AtomicInteger broken = new AtomicInteger();
        stable.behaviour = (request, body) -> {
            if (body.toString().equals("slow")) {
                request.response().closeHandler(closed -> broken.incrementAndGet());
            } else {
                request.response().end(body);
            }
        };
        start(Weight.NONE);
        HttpClientRequest slow = result(request(Bench.INFER));
        var unused = slow.send(Buffer.buffer("slow"));
        await().until(() -> stable.requests.get() == 1);
        Future<Got> other = post(Bench.INFER, Buffer.buffer("quick"));
        slow.reset(8);
        await().until(() -> broken.get() == 1);
        assertThat(result(other).body()).hasToString("quick");
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(bench.registry
                        .get("signalbox.router.requests")
                        .tag("version", "1")
                        .tag("outcome", "cancelled")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anAnswerThatBreaksOffBreaksItsRequestAndNoOther() throws Exception {
        stable.behaviour = (request, body) -> {
            if (body.toString().equals("break")) {
                request.response()
                        .putHeader("Content-Type", "text/event-stream")
                        .setChunked(true);
                request.response()
                        .write("data: 1\n\n")
                        .onComplete(written -> request.connection().close());
            } else {
                bench.vertx.setTimer(300, due -> request.response().end(body));
            }
        };
        start(Weight.NONE);
        Future<Got> other = post(Bench.INFER, Buffer.buffer("other"));
        Future<Got> broken = post(Bench.INFER, Buffer.buffer("break"));
        assertThat(broken.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
        assertThat(result(other).body()).hasToString("other");
    }

    @Test
    void versionsAreAskedOverHttp2WhereThatIsSet() throws Exception {
        AtomicReference<HttpVersion> spoken = new AtomicReference<>();
        AtomicReference<String> host = new AtomicReference<>();
        stable.behaviour = (request, body) -> {
            spoken.set(request.version());
            host.set(request.authority().toString());
            request.response().end(body);
        };
        candidate.behaviour = ModelDouble.BREAK;
        bench.set("signalbox.router.upstream.http2", "true");
        start(Weight.ofPercent(50));
        for (int i = 0; i < 10; i++) {
            assertThat(infer().status()).isEqualTo(200);
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        }
        assertThat(spoken).hasValue(HttpVersion.HTTP_2);
        assertThat(host).hasValue("127.0.0.1:" + bench.router.port());
        assertThat(candidate.requests.get()).isPositive();
    }

    @Test
    void whileItDrainsApplicationsAreToldAndStillAnswered() throws Exception {
        stable.behaviour = (request, body) ->
                bench.vertx.setTimer(400, due -> request.response().end(body));
        bench.set("signalbox.router.drain.delay", "200ms");
        start(Weight.NONE);
        AtomicInteger told = new AtomicInteger();
        HttpClientRequest first = result(request(Bench.INFER));
        first.connection().goAwayHandler(goAway -> told.incrementAndGet());
        Future<Got> before = first.response().compose(Http2Test::got);
        var sent = first.send(Buffer.buffer("{}"));
        await().until(() -> stable.requests.get() == 1);
        Thread ending = Thread.ofPlatform().start(bench::stop);
        await().until(() -> !bench.router.ready());
        Future<Got> during = post(Bench.INFER, Buffer.buffer("{}"));
        assertThat(result(before).status()).isEqualTo(200);
        assertThat(sent.succeeded()).isTrue();
        assertThat(result(during).status()).isEqualTo(200);
        await().until(() -> told.get() == 1);
        ending.join();
    }

    @Test
    void whereItIsOffOnlyHttp1IsSpoken() throws Exception {
        bench.set("signalbox.router.http2.enabled", "false");
        start(Weight.NONE);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            assertThat(raw.line()).matches("HTTP/.* (400|501) .*");
        } catch (SocketException closed) {
            /* It was refused while it said hello; only the word for it was lost. */
            assertThat(closed).hasMessageContaining("pipe");
        }
    }

    /* Closed while it says hello, or right after. */
    private String third() throws Exception {
        try (RawHttp2 three = RawHttp2.greeting(bench.router.port())) {
            return three.said(1);
        } catch (SocketException closed) {
            return "closed";
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosed() throws Exception {
        bench.set("signalbox.router.limits.connections", "2");
        start(Weight.NONE);
        try (RawHttp2 one = RawHttp2.greeting(bench.router.port());
                RawHttp2 two = RawHttp2.greeting(bench.router.port())) {
            one.request(1, 5, ":method", "GET", ":scheme", "http", ":path", "/v2/health/live", ":authority", "a");
            two.request(1, 5, ":method", "GET", ":scheme", "http", ":path", "/v2/health/live", ":authority", "a");
            assertThat(one.said(1)).isEqualTo("status 200");
            assertThat(two.said(1)).isEqualTo("status 200");
            assertThat(third()).isEqualTo("closed");
        }
        await().until(() -> bench.post(Bench.INFER).statusCode() == 200);
        assertThat(bench.registry
                        .get("signalbox.router.connections.refused")
                        .functionCounter()
                        .count())
                .isPositive();
    }

    @Test
    void withACertificateTheProtocolIsAgreedOnAndANewPairIsUsedFromThenOn() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        SelfSignedCertificate first = new SelfSignedCertificate("first.example");
        SelfSignedCertificate second = new SelfSignedCertificate("second.example");
        replace(first.certificate().toPath(), certificate);
        replace(first.privateKey().toPath(), key);
        bench.set("signalbox.router.tls.certificate", certificate.toString())
                .set("signalbox.router.tls.key", key.toString())
                .set("signalbox.router.tls.reload", "20ms");
        start(Weight.NONE);
        assertThat(overTls(HttpVersion.HTTP_2)).startsWith("HTTP_2 200").contains("first.example");
        assertThat(overTls(HttpVersion.HTTP_1_1)).startsWith("HTTP_1_1 200").contains("first.example");
        replace(second.certificate().toPath(), certificate);
        assertThat(overTls(HttpVersion.HTTP_2))
                .as("a pair that does not match yet")
                .contains("first.example");
        replace(second.privateKey().toPath(), key);
        await().until(() -> overTls(HttpVersion.HTTP_2).contains("second.example"));
        assertThat(overTls(HttpVersion.HTTP_1_1)).startsWith("HTTP_1_1 200").contains("second.example");
        replace(folder.resolve("routes.json"), certificate);
        assertThat(overTls(HttpVersion.HTTP_2)).as("no certificate at all").contains("second.example");
    }

    private static void replace(Path by, Path file) throws Exception {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.copy(by, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String overTls(HttpVersion wanted) throws Exception {
        HttpClient secure = bench.vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(wanted));
        try {
            return result(secure.request(HttpMethod.POST, bench.router.port(), "127.0.0.1", Bench.INFER)
                    .compose(request -> request.send(Buffer.buffer("{}")).map(head -> {
                        try {
                            X509Certificate peer = (X509Certificate)
                                    request.connection().peerCertificates().getFirst();
                            return head.version() + " " + head.statusCode() + " " + peer.getSubjectX500Principal();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })));
        } finally {
            result(secure.close());
        }
    }

    @Test
    void aCertificateWithoutItsKeyIsSaidAtTheStart() throws Exception {
        SelfSignedCertificate first = new SelfSignedCertificate("first.example");
        SelfSignedCertificate second = new SelfSignedCertificate("second.example");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.set("signalbox.router.tls.certificate", first.certificate().getPath());
        assertThatThrownBy(bench::start).hasMessageContaining("signalbox.router.tls.key must be set both or neither");
        bench.stop();
        Bench other = new Bench(folder)
                .set("signalbox.router.tls.certificate", first.certificate().getPath())
                .set("signalbox.router.tls.key", second.privateKey().getPath());
        assertThatThrownBy(other::start).hasMessageContaining("is not that of the certificate");
        other.close();
    }
}
