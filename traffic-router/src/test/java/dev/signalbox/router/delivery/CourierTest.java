package dev.signalbox.router.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.telemetry.spool.MemorySpool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits is "a1": the first of share a. The monitor is a double that has no room for some shares. */
class CourierTest {
    private final MemorySpool<String> spool = new MemorySpool<>(1_000);
    private final Set<String> crowded = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private HttpServer monitor;

    @BeforeEach
    void listen() throws IOException {
        monitor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        monitor.createContext("/", this::answer);
        monitor.start();
    }

    @AfterEach
    void end() {
        monitor.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String item = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(item);
        if (crowded.contains(share(item))) {
            say(exchange, 503, "{\"type\":\"busy\",\"status\":503}");
        } else if (item.endsWith("wrong")) {
            say(exchange, 422, "{}");
        } else {
            taken.add(item);
            say(exchange, 201, "{}");
        }
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String share(String item) {
        return item.substring(0, 1);
    }

    private Courier<String> courier(int port) {
        Receiver receiver =
                new Receiver(URI.create("http://127.0.0.1:" + port + "/"), BearerToken.of(Optional.empty()));
        return new Courier<>(
                receiver,
                new Load<>("test", 1, items -> items.getFirst().getBytes(StandardCharsets.UTF_8), CourierTest::share),
                spool);
    }

    private Courier<String> courier() {
        return courier(monitor.getAddress().getPort());
    }

    private void add(String... items) {
        List.of(items).forEach(spool::add);
    }

    @Test
    void oneShareWithoutRoomDoesNotKeepBackTheOthers() throws Exception {
        Courier<String> courier = courier();
        add("a1", "b1", "a2", "c1", "bwrong", "a3", "b2");
        crowded.add("a");

        assertThat(courier.deliver()).isFalse();
        assertThat(taken).containsExactly("b1", "c1", "b2");
        assertThat(asked).as("a share without room is asked for once").doesNotContain("a2", "a3");
        assertThat(courier.away()).as("the monitor is there").isFalse();
        assertThat(courier.refused()).isOne();
        assertThat(spool.size()).isEqualTo(7);

        add("a4", "c2");
        crowded.add("c");
        assertThat(courier.deliver()).isFalse();
        assertThat(taken).containsExactly("b1", "c1", "b2");

        crowded.clear();
        assertThat(courier.deliver()).isTrue();
        assertThat(taken).containsExactly("b1", "c1", "b2", "a1", "a2", "a3", "a4", "c2");
        assertThat(spool.size()).isZero();
    }

    @Test
    void whatWentAheadIsForgottenAsSoonAsNothingWaitsBeforeIt() throws Exception {
        Courier<String> courier = courier();
        add("a1", "b1", "c1");
        crowded.addAll(Set.of("a", "c"));
        assertThat(courier.deliver()).isFalse();

        crowded.remove("a");
        assertThat(courier.deliver()).isFalse();

        assertThat(taken).containsExactly("b1", "a1");
        assertThat(spool.oldest(9))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.item()).isEqualTo("c1"));
    }

    /* A monitor whose machine is gone in the middle of its answer: nothing more ever comes. */
    @Test
    void anAnswerThatNeverEndsIsNoAnswer() throws Exception {
        try (ServerSocket stalls = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> stall(stalls));
            Courier<String> courier = courier(stalls.getLocalPort());
            add("a1");

            assertThat(courier.deliver()).isFalse();
            assertThat(courier.away()).isTrue();
            assertThat(spool.size()).isOne();
        }
    }

    private static void stall(ServerSocket server) {
        try {
            Socket connection = server.accept();
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nab".getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            /* The test is over. */
        }
    }
}
