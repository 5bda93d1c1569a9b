package dev.signalbox.router.app;

import static dev.signalbox.router.app.RawHttp2.END_HEADERS;
import static dev.signalbox.router.app.RawHttp2.END_STREAM;
import static dev.signalbox.router.app.RawHttp2.SETTINGS;
import static dev.signalbox.router.app.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.Weight;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that ask and do not read: what they hold is given back. */
class SlowReaderTest {
    /* More than all buffers of the kernel between two sockets hold. */
    private static final int LARGE = 24 * 1024 * 1024;

    private static final String ASK =
            "POST /v2/models/loans/infer HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    private static final String[] STREAM = {
        ":method", "GET", ":scheme", "http", ":path", "/v2/models/loans", ":authority", "a"
    };
    private static final int INITIAL_WINDOW = 4;

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder).set("signalbox.router.limits.answer-timeout", "400ms");
        stable = bench.model("1");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void startWithBuffersOf(String size) {
        bench.set("signalbox.router.limits.buffer", size).start();
    }

    private void answerLarge() {
        Buffer large = Buffer.buffer(new byte[LARGE]);
        stable.behaviour = (request, body) -> request.response().end(large);
    }

    private double gauge(String name) {
        return bench.registry.get(name).gauge().value();
    }

    private double untaken() {
        return bench.registry
                .get("signalbox.router.untaken.answers")
                .functionCounter()
                .count();
    }

    /* Both places of a request, and what it held. */
    private void awaitNothingHeld() {
        await().until(() -> gauge("signalbox.router.admitted") == 0);
        assertThat(gauge("signalbox.router.buffered.bytes")).isZero();
        assertThat(bench.registry
                        .get("signalbox.router.deployment.in.flight")
                        .tag("deployment", "default/loans")
                        .gauge()
                        .value())
                .isZero();
    }

    private Socket asking() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), bench.router.port()));
        socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /* How much there is until the end, be it a broken one. */
    private static long rest(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] some = new byte[65_536];
        long read = 0;
        try {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                read += n;
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return read;
    }

    @Test
    void anAnswerThatNobodyReadsGivesItsPlaceBackAndItsConnectionEnds() throws Exception {
        answerLarge();
        startWithBuffersOf("32M");
        try (Socket silent = asking()) {
            await().until(() -> gauge("signalbox.router.admitted") == 1);
            awaitNothingHeld();
            assertThat(untaken()).isEqualTo(1);
            await().until(() -> gauge("signalbox.router.connections") == 0);
            assertThat(rest(silent)).isLessThan(LARGE);
        }
    }

    @Test
    void anAnswerThatIsPassedOnAsItComesEndsWithTheRoutesTimeWhereNobodyReadsIt() throws Exception {
        answerLarge();
        startWithBuffersOf("64K");
        try (Socket silent = asking()) {
            await().until(() -> stable.requests.get() == 1);
            awaitNothingHeld();
            await().until(() -> gauge("signalbox.router.upstream.connections") == 0);
            await().until(() -> gauge("signalbox.router.connections") == 0);
            assertThat(rest(silent)).isLessThan(LARGE);
        }
    }

    @Test
    void whoReadsSlowlyButInTimeGetsTheWholeAnswer() throws Exception {
        answerLarge();
        bench.set("signalbox.router.limits.answer-timeout", "20s");
        startWithBuffersOf("32M");
        try (Socket slow = asking()) {
            await().until(() -> gauge("signalbox.router.admitted") == 1);
            await().pollDelay(Duration.ofMillis(600)).until(() -> true);
            assertThat(rest(slow)).isGreaterThan(LARGE);
        }
        awaitNothingHeld();
        assertThat(untaken()).isZero();
    }

    @Test
    void aStreamWithoutAWindowIsResetAndTheOthersGoOn() throws Exception {
        startWithBuffersOf("1M");
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            raw.frame(SETTINGS, 0, 0, 0, INITIAL_WINDOW, 0, 0, 0, 0);
            raw.request(1, END_STREAM | END_HEADERS, STREAM);
            assertThat(raw.said(1)).isEqualTo("status 200");
            assertThat(raw.said(1)).isEqualTo("reset 8");
            awaitNothingHeld();
            assertThat(untaken()).isEqualTo(1);
            raw.frame(SETTINGS, 0, 0, 0, INITIAL_WINDOW, 0, 0, 255, 255);
            raw.request(3, END_STREAM | END_HEADERS, STREAM);
            assertThat(raw.said(3)).isEqualTo("status 200");
        }
        awaitNothingHeld();
        assertThat(untaken()).isEqualTo(1);
    }

    @Test
    void aConnectionOfStreamsThatTakesNothingAtAllIsClosed() throws Exception {
        answerLarge();
        startWithBuffersOf("32M");
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            raw.frame(SETTINGS, 0, 0, 0, INITIAL_WINDOW, 0x7f, 0xff, 0xff, 0xff);
            raw.frame(WINDOW_UPDATE, 0, 0, 0x7f, 0xff, 0, 0);
            raw.request(1, END_STREAM | END_HEADERS, STREAM);
            await().until(() -> gauge("signalbox.router.admitted") == 1);
            awaitNothingHeld();
            await().until(() -> gauge("signalbox.router.connections") == 0);
            assertThat(untaken()).isEqualTo(1);
        }
    }
}
