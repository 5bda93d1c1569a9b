package dev.signalbox.router.app;

import static dev.signalbox.router.app.RawHttp2.CONTINUATION;
import static dev.signalbox.router.app.RawHttp2.DATA;
import static dev.signalbox.router.app.RawHttp2.END_HEADERS;
import static dev.signalbox.router.app.RawHttp2.END_STREAM;
import static dev.signalbox.router.app.RawHttp2.HEADERS;
import static dev.signalbox.router.app.RawHttp2.PING;
import static dev.signalbox.router.app.RawHttp2.RST_STREAM;
import static dev.signalbox.router.app.RawHttp2.SETTINGS;
import static dev.signalbox.router.app.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.Weight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadStreamsTest {
    private static final int WHOLE = END_STREAM | END_HEADERS;
    private static final String[] USUAL = {":method", "POST", ":scheme", "http", ":path", Bench.INFER, ":authority", "a"
    };

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private final AtomicInteger whole = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder)
                .set("signalbox.router.limits.buffer", "16K")
                .set("signalbox.router.limits.body", "48K")
                .set("signalbox.router.limits.head-timeout", "300ms")
                .set("signalbox.router.http2.streams", "20");
        stable = bench.model("1");
        stable.behaviour = (request, body) -> {
            whole.incrementAndGet();
            request.response().end("{}");
        };
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** What a peer writes after its greeting. */
    interface Writing {
        void to(RawHttp2 raw) throws IOException;
    }

    private static String[] and(String... more) {
        return Stream.concat(Arrays.stream(USUAL), Arrays.stream(more)).toArray(String[]::new);
    }

    private static Arguments row(String name, String said, Writing writing) {
        return argumentSet(name, said, writing);
    }

    private static Writing head(String... headers) {
        return raw -> raw.request(1, WHOLE, headers);
    }

    static Stream<Arguments> heads() {
        String refused = "reset 1|status 400";
        return Stream.of(
                row("a name in capitals", refused, head(and("X-A", "1"))),
                row("a name that is no token", refused, head(and("x a", "1"))),
                row("a header of a connection", refused, head(and("connection", "x"))),
                row("chunks", refused, head(and("transfer-encoding", "chunked"))),
                row("an upgrade", refused, head(and("upgrade", "h2c"))),
                row("te that asks for more than trailers", refused, head(and("te", "gzip"))),
                row("a line break in a value", refused, head(and("x-a", "1\r\nx-b: 2"))),
                row("a zero in a value", refused, head(and("x-a", "1\0"))),
                row("a pseudo header after others", refused, head("x-a", "1", ":method", "GET", ":scheme", "http")),
                row("a pseudo header that is none", refused, head(and(":nonsense", "1"))),
                row("no path", refused, head(":method", "GET", ":scheme", "http", ":authority", "a")),
                row("no method", refused, head(":scheme", "http", ":path", "/", ":authority", "a")),
                row("two methods", refused, head(and(":method", "GET"))),
                row(
                        "a path that ends its line",
                        refused,
                        head(
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":path",
                                Bench.INFER + " HTTP/1.1\r\nX: y",
                                ":authority",
                                "a")),
                row("nobody asked for", refused, head(":method", "GET", ":scheme", "http", ":path", Bench.INFER)),
                row(
                        "a host with a user",
                        refused,
                        head(":method", "GET", ":scheme", "http", ":path", Bench.INFER, ":authority", "u@a")),
                row("a host beside another authority", refused, head(and("host", "b"))),
                row("a tunnel", refused, head(":method", "CONNECT", ":authority", "a:1")),
                row("a length that is none", refused, head(and("content-length", "+0"))),
                row("two lengths", refused, head(and("content-length", "0", "content-length", "5"))),
                row("a length without a body", refused, head(and("content-length", "5"))),
                row(
                        "a header that is too large",
                        "status 431",
                        head(and("x-a", "x".repeat(9_000), "x-b", "y".repeat(9_000)))),
                row(
                        "a path that is too long",
                        "status 414",
                        head(
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":path",
                                "/" + "x".repeat(17_000),
                                ":authority",
                                "a")),
                row(
                        "a model that is not known",
                        "status 404",
                        head(":method", "GET", ":scheme", "http", ":path", "/v2/models/none", ":authority", "a")),
                row(
                        "a body that is too large by its length",
                        "status 413",
                        raw -> raw.request(1, END_HEADERS, and("content-length", "50000"))),
                row("a body that is too large by what comes", "status 413", raw -> {
                    raw.request(1, END_HEADERS, USUAL);
                    for (int i = 0; i < 4; i++) {
                        raw.frame(DATA, 0, 1, new byte[16_000]);
                    }
                }),
                row("a body longer than its length", "reset 1", raw -> {
                    raw.request(1, END_HEADERS, and("content-length", "2"));
                    raw.frame(DATA, END_STREAM, 1, new byte[3]);
                }),
                row("a body shorter than its length", "reset 1", raw -> {
                    raw.request(1, END_HEADERS, and("content-length", "2"));
                    raw.frame(DATA, END_STREAM, 1, new byte[1]);
                }),
                row("a body that does not end", "status 408", raw -> raw.request(1, END_HEADERS, USUAL)));
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                row(
                        "a method that ends its word",
                        "closed",
                        head(":method", "GET /x", ":scheme", "http", ":path", Bench.INFER, ":authority", "a")),
                row("a header without end", "goaway \\d+|closed", raw -> {
                    raw.frame(HEADERS, 0, 1, RawHttp2.block(USUAL));
                    for (int i = 0; i < 20; i++) {
                        raw.frame(CONTINUATION, 0, 1, RawHttp2.block("x-a" + i, "y".repeat(8_000)));
                    }
                }),
                row("a header in crumbs", "goaway 11|closed", raw -> {
                    raw.frame(HEADERS, 0, 1, RawHttp2.block(USUAL));
                    for (int i = 0; i < 100; i++) {
                        raw.frame(CONTINUATION, 0, 1);
                    }
                }),
                row("a body within a header", "goaway 1|closed", raw -> {
                    raw.frame(HEADERS, 0, 1, RawHttp2.block(USUAL));
                    raw.frame(DATA, END_STREAM, 1, new byte[1]);
                }),
                row(
                        "a header that is not packed as it must be",
                        "goaway 9|closed",
                        raw -> raw.frame(HEADERS, WHOLE, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
                row(
                        "a frame that is too large",
                        "goaway 6|closed",
                        raw -> raw.head(20_000, DATA, 0, 1).bytes(new byte[20_000])),
                row("a stream of the server's", "goaway 1|closed", raw -> raw.request(2, WHOLE, USUAL)),
                row("a body without a head", "goaway 1|closed", raw -> raw.frame(DATA, END_STREAM, 1, new byte[1])),
                row("a window of nothing", "goaway 1|closed", raw -> raw.frame(WINDOW_UPDATE, 0, 0, new byte[4])),
                row("settings of a wrong length", "goaway 6|closed", raw -> raw.frame(SETTINGS, 0, 0, new byte[5])),
                row("a ping of a wrong length", "goaway 6|closed", raw -> raw.frame(PING, 0, 0, new byte[5])),
                row("bodies of nothing without end", "goaway 11|closed", raw -> {
                    raw.request(1, END_HEADERS, USUAL);
                    for (int i = 0; i < 50; i++) {
                        raw.frame(DATA, 0, 1);
                    }
                }),
                row(
                        "a frame that does not end",
                        "closed",
                        raw -> raw.head(100, HEADERS, WHOLE, 1).bytes(new byte[10])),
                row("a header that does not end", "closed", raw -> raw.frame(HEADERS, 0, 1, RawHttp2.block(USUAL))));
    }

    static Stream<Arguments> bad() {
        return Stream.concat(heads(), frames());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badInputIsRefusedAndNothingOfItForwardedAsAWhole(String said, Writing writing) throws Exception {
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            try {
                writing.to(raw);
            } catch (IOException e) {
                assertThat(e)
                        .as("the router may close before all is written")
                        .hasMessageMatching(".*(reset|pipe|closed|abort).*");
            }
            assertThat(raw.said(1)).matches(said);
        }
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(whole).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void aBadRequestCostsNoOtherOnItsConnection(String said, Writing writing) throws Exception {
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            writing.to(raw);
            assertThat(raw.said(1)).matches(said);
            raw.request(3, END_HEADERS, USUAL).frame(DATA, END_STREAM, 3, "{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.said(3)).isEqualTo("status 200");
        }
    }

    @Test
    void requestsThatAreTakenBackAsFastAsTheyComeCloseTheirConnection() throws Exception {
        stable.behaviour = ModelDouble.HANG;
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            try {
                for (int i = 0; i < 1_000; i++) {
                    raw.request(2 * i + 1, WHOLE, USUAL).frame(RST_STREAM, 0, 2 * i + 1, 0, 0, 0, 8);
                }
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching(".*(reset|pipe|closed|abort).*");
            }
            assertThat(raw.said(-1)).matches("goaway 11|closed");
        }
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(stable.requests.get()).isLessThanOrEqualTo(201);
    }

    @Test
    void moreStreamsThanAConnectionMayHaveAreRefusedAndTheOthersGoOn() throws Exception {
        stable.behaviour = ModelDouble.HANG;
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            for (int i = 0; i <= 20; i++) {
                raw.request(2 * i + 1, WHOLE, USUAL);
            }
            assertThat(raw.said(41)).isEqualTo("reset 7");
            await().until(() -> stable.requests.get() == 20);
            assertThat(raw.said(1)).isEqualTo("status 504");
        }
    }

    @Test
    void whatOnlyBeginsAsHttp2IsReadAsHttp1() throws Exception {
        try (RawHttp2 raw = new RawHttp2(bench.router.port())) {
            raw.bytes("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.line()).matches("HTTP/.* (400|501) .*");
        }
    }

    @Test
    void anUpgradeIsNotTaken() throws Exception {
        try (RawHttp2 raw = new RawHttp2(bench.router.port())) {
            String asking = """
                    GET /v2/models/loans HTTP/1.1\r
                    Host: a\r
                    Connection: Upgrade, HTTP2-Settings\r
                    Upgrade: h2c\r
                    HTTP2-Settings: AAMAAABkAAQAAP__\r
                    \r
                    """;
            raw.bytes(asking.getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.line()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aGreetingThatDoesNotGoOnIsClosed() throws Exception {
        long start = System.nanoTime();
        try (RawHttp2 raw = new RawHttp2(bench.router.port())) {
            raw.bytes(Arrays.copyOf(RawHttp2.PREFACE, 20));
            assertThat(raw.line()).matches("HTTP/.* (400|408|501) .*");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }
}
