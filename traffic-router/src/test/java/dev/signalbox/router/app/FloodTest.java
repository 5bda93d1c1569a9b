package dev.signalbox.router.app;

import static dev.signalbox.router.app.RawHttp2.END_HEADERS;
import static dev.signalbox.router.app.RawHttp2.END_STREAM;
import static dev.signalbox.router.app.RawHttp2.PING;
import static dev.signalbox.router.app.RawHttp2.SETTINGS;
import static dev.signalbox.router.app.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers of HTTP/2 that make the router work, or answer, for nothing. */
class FloodTest {
    private static final int FRAMES_AT_ONCE = 1_000;
    private static final int MOST = 2_000;

    @TempDir
    Path folder;

    private Bench bench;
    private ModelDouble stable;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder);
        stable = bench.model("1");
        bench.write(Bench.route(1, Weight.NONE, List.of(stable), List.of()));
        bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /* Frames of one kind, many in one write. */
    private static byte[] many(int type, int payload) {
        ByteBuffer frames = ByteBuffer.allocate(FRAMES_AT_ONCE * (9 + payload));
        for (int i = 0; i < FRAMES_AT_ONCE; i++) {
            frames.put(new byte[] {0, 0, (byte) payload, (byte) type, 0, 0, 0, 0, 0})
                    .put(new byte[payload]);
        }
        return frames.array();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                argumentSet("pings", (Object) many(PING, 8)), argumentSet("settings", (Object) many(SETTINGS, 0)));
    }

    /* The answers fill what the kernel holds, then what the router is willing to hold. */
    @ParameterizedTest
    @MethodSource("floods")
    void whoAsksForAnswersAndReadsNoneIsClosed(byte[] flood) throws Exception {
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            boolean closed = false;
            for (int i = 0; i < MOST && !closed; i++) {
                closed = !written(raw, flood);
            }
            assertThat(closed).isTrue();
        }
        await().until(() ->
                bench.registry.get("signalbox.router.connections").gauge().value() == 0);
        assertThat(bench.post(Bench.INFER).statusCode()).isEqualTo(200);
    }

    private static boolean written(RawHttp2 raw, byte[] bytes) {
        try {
            raw.bytes(bytes);
            return true;
        } catch (IOException gone) {
            assertThat(gone).hasMessageMatching(".*(reset|pipe|closed|abort).*");
            return false;
        }
    }

    /* It is the router that resets these streams, and the work on them that would go on. */
    @Test
    void whoMakesTheRouterResetStreamsWithoutEndIsClosed() throws Exception {
        stable.behaviour = ModelDouble.HANG;
        try (RawHttp2 raw = RawHttp2.greeting(bench.router.port())) {
            try {
                for (int i = 0; i < 1_000; i++) {
                    raw.request(
                                    2 * i + 1,
                                    END_STREAM | END_HEADERS,
                                    ":method",
                                    "GET",
                                    ":scheme",
                                    "http",
                                    ":path",
                                    "/v2/models/loans",
                                    ":authority",
                                    "a")
                            .frame(WINDOW_UPDATE, 0, 2 * i + 1, 0, 0, 0, 0);
                }
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching(".*(reset|pipe|closed|abort).*");
            }
            assertThat(raw.said(-1)).matches("goaway 11|closed");
        }
        await().until(() -> bench.router.report().routes().getFirst().inFlight().isEmpty());
        assertThat(stable.requests.get()).isLessThan(1_000);
    }
}
