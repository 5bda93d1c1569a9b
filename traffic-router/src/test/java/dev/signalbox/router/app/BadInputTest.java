package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.Weight;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static final String POST = "POST /v2/models/loans/infer HTTP/1.1\r\nHost: a\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n";

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;
    private final AtomicInteger whole = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder)
                .set("signalbox.router.limits.buffer", "64K")
                .set("signalbox.router.limits.body", "200K")
                .set("signalbox.router.limits.head-timeout", "300ms");
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

    static Stream<Arguments> malformed() {
        return Stream.of(
                argumentSet("no HTTP", 400, "nonsense\r\n\r\n"),
                argumentSet("length and chunks", 400, CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n"),
                argumentSet(
                        "chunks and length",
                        400,
                        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet("length and no chunks", 400, POST + "Transfer-Encoding: x\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("two codings", 400, POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                argumentSet("a coding twice", 400, CHUNKED + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet(
                        "chunks in HTTP/1.0",
                        400,
                        "POST /v2/models/loans/infer HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                argumentSet("lengths that differ", 400, POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
                argumentSet("a length twice", 400, POST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a list of lengths", 400, POST + "Content-Length: 2, 3\r\n\r\n{}"),
                argumentSet("a length with a sign", 400, POST + "Content-Length: +2\r\n\r\n{}"),
                argumentSet("a negative length", 400, POST + "Content-Length: -2\r\n\r\n{}"),
                argumentSet("a folded line", 400, POST + "X-A: 1\r\n folded\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a line folded by a tab", 400, POST + "X-A: 1\r\n\tfolded\r\n\r\n"),
                argumentSet(
                        "a fold after the first line",
                        400,
                        "GET /v2/models/loans HTTP/1.1\r\n X: 1\r\nHost: a\r\n\r\n"),
                argumentSet("a blank before the colon", 400, POST + "Content-Length : 2\r\n\r\n{}"),
                argumentSet("no host", 400, "GET /v2/models/loans HTTP/1.1\r\n\r\n"),
                argumentSet("two hosts", 400, POST + "Host: b\r\n\r\n"),
                argumentSet("a chunk size that is none", 400, CHUNKED + "\r\nzz\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a chunk longer than it says", 400, CHUNKED + "\r\n2\r\n{}{}\r\n0\r\n\r\n"),
                argumentSet("a chunk size beyond numbers", 400, CHUNKED + "\r\nfffffffffffffffff\r\n"),
                argumentSet("a header too large", 431, POST + "X: " + "x".repeat(20_000) + "\r\n\r\n"),
                argumentSet(
                        "a line too long",
                        414,
                        "GET /v2/models/" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                argumentSet("a body too large", 413, POST + "Content-Length: 300000\r\n\r\n{"),
                argumentSet("a head that does not end", 408, POST + "X-A: 1\r\n"),
                argumentSet("a line that does not end", 408, "POST /v2/mod"),
                argumentSet("a body that does not end", 408, POST + "Content-Length: 20\r\n\r\n{}"));
    }

    /* What some read as the end of a line, a name or a number, and others do not. */
    static Stream<Arguments> ambiguous() {
        return Stream.of(
                argumentSet("a header line without CR", 400, POST + "X-A: 1\nContent-Length: 2\r\n\r\n{}"),
                argumentSet(
                        "a request line without CR", 400, POST.replaceFirst("\r", "") + "Content-Length: 2\r\n\r\n{}"),
                argumentSet("a head that ends without CR", 400, POST + "Content-Length: 2\r\n\n{}"),
                argumentSet("a CR within a value", 400, POST + "X-A: 1\rX-B: 2\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a zero within a value", 400, POST + "X-A: 1\0\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a header without a name", 400, POST + ": 1\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a header without a colon", 400, POST + "X-A\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a blank within a name", 400, POST + "X A: 1\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a name that is no token", 400, POST + "X(A): 1\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("a zero within a name", 400, POST + "Content-Length\0: 2\r\n\r\n{}"),
                argumentSet("a length to another base", 400, POST + "Content-Length: 0x2\r\n\r\n{}"),
                argumentSet("a length of two words", 400, POST + "Content-Length: 2 2\r\n\r\n{}"),
                argumentSet("a length of nothing", 400, POST + "Content-Length:\r\n\r\n"),
                argumentSet("a length beyond numbers", 400, POST + "Content-Length: 99999999999999999999\r\n\r\n{}"),
                argumentSet(
                        "a coding after an odd blank", 400, POST + "Transfer-Encoding:\013chunked\r\n\r\n0\r\n\r\n"),
                argumentSet("a coding in quotes", 400, POST + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                argumentSet("a coding of nothing", 400, POST + "Transfer-Encoding:\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet("identity", 400, POST + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}"),
                argumentSet(
                        "chunks, then identity", 400, POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                argumentSet("a chunk size line without CR", 400, CHUNKED + "\r\n2\n{}\r\n0\r\n\r\n"),
                argumentSet("a chunk without CR", 400, CHUNKED + "\r\n2\r\n{}\n0\r\n\r\n"),
                argumentSet("a chunk size with a prefix", 400, CHUNKED + "\r\n0x2\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a chunk size with a sign", 400, CHUNKED + "\r\n+2\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a negative chunk size", 400, CHUNKED + "\r\n-2\r\n{}\r\n0\r\n\r\n"),
                argumentSet("no chunk size", 400, CHUNKED + "\r\n;a\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a chunk extension with LF", 400, CHUNKED + "\r\n2;a\nb\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a chunk extension with CR", 400, CHUNKED + "\r\n2;a\rb\r\n{}\r\n0\r\n\r\n"),
                argumentSet(
                        "a chunk extension without end",
                        400,
                        CHUNKED + "\r\n2;" + "a".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n"),
                argumentSet("a request line of four words", 400, POST.replace("infer ", "infer x ") + "\r\n"),
                argumentSet("a request line of two words", 400, POST.replace(" HTTP/1.1", "") + "\r\n"));
    }

    @ParameterizedTest
    @MethodSource({"malformed", "ambiguous"})
    void badInputIsRefusedItsConnectionClosedAndNothingOfItForwarded(int status, String request) throws Exception {
        assertThat(raw(request))
                .matches("(?s)HTTP/1.[01] " + status + " .*")
                .contains("{\"error\":")
                .containsOnlyOnce("X-Request-Id");
        assertThat(stable.requests).hasValue(0);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
    }

    @Test
    void aFoldIsFoundHoweverTheBytesArrive() throws Exception {
        byte[] folded = (POST + "X-A: 1\r\n folded\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        int refusals = 0;
        for (int cut = POST.length() - 3; cut < folded.length - 1; cut++) {
            try (Socket socket = connect()) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(folded, 0, cut);
                socket.getOutputStream().flush();
                Thread.onSpinWait();
                socket.getOutputStream().write(folded, cut, folded.length - cut);
                refusals += assertRefused(socket, cut);
            }
        }
        assertThat(refusals).isPositive();
        assertThat(stable.requests).hasValue(0);
    }

    /* What is written after the router has closed the connection may take the answer away that was not read yet. */
    private static int assertRefused(Socket socket, int cut) throws IOException {
        try {
            assertThat(answer(socket)).as("cut at %s", cut).startsWith("HTTP/1.0 400");
            return 1;
        } catch (SocketException reset) {
            return 0;
        }
    }

    @Test
    void requestsOneAfterTheOtherOnAConnectionAreReadAsBefore() throws Exception {
        String next = POST + "Content-Length: 2\r\n\r\n{}";
        String last = POST + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        assertThat(raw("\r\n" + next + next + "\r\n" + last).split("HTTP/1.1 200", -1))
                .hasSize(4);
        assertThat(whole).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/1.2", "http/1.1", "ICAP/1.0"})
    void anotherVersionOfHttpOrNoneIsNotTaken(String protocol) throws Exception {
        assertThat(raw(POST.replace("HTTP/1.1", protocol) + "\r\n")).containsPattern("^\\S+ 501 ");
        assertThat(stable.requests).hasValue(0);
    }

    /* Whoever hid a request behind one that is refused gets one answer. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: x\r\n", "Host: b\r\n", "Content-Length: 300000\r\n"})
    void nothingIsReadBehindARequestThatIsRefused(String fault) throws Exception {
        String hidden = POST + "Content-Length: 2\r\n\r\n{}";
        assertThat(raw(POST + fault + "\r\n" + hidden).split("HTTP/1.1 ", -1)).hasSize(2);
        assertThat(stable.requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2;a", "2;a;b", "2;a=\"c\"", "2 ;a", "02"})
    void extensionsOfChunksEndHereAndTheBodyIsTheSame(String size) throws Exception {
        AtomicReference<Buffer> seen = new AtomicReference<>();
        stable.behaviour = (request, body) -> {
            seen.set(body);
            request.response().end("{}");
        };
        assertThat(raw(CHUNKED + "Connection: close\r\n\r\n" + size + "\r\n{}\r\n0;d\r\nX-T: 1\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(seen.get()).hasToString("{}");
    }

    @Test
    void whatTurnsOutWrongAfterAPartWasStreamedIsNeverTakenForWhole() throws Exception {
        String part = CHUNKED + "\r\n19000\r\n" + "x".repeat(0x19000) + "\r\n";
        try (Socket socket = connect()) {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> stable.requests.get() == 1);
            socket.getOutputStream().write("zz\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(socket)).startsWith("HTTP/1.1 400");
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> stable.requests.get() == 2);
        }
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(whole).hasValue(0);
    }

    @Test
    void aSlowHeadCostsOnlyItsOwnConnection() throws Exception {
        long start = System.nanoTime();
        try (Socket slow = connect()) {
            slow.getOutputStream().write("POST".getBytes(StandardCharsets.US_ASCII));
            assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
            assertThat(answer(slow)).startsWith("HTTP/1.0 408");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(9));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.router.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return answer(socket);
        }
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
}
