package dev.signalbox.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.Weight;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("malformed")
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
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.router.port());
        socket.setSoTimeout(5_000);
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
