package dev.signalbox.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a socket that says what the test has it say, and then nothing. */
class TimedExchangeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch closedByTheClient = new CountDownLatch(1);
    private ServerSocket server;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        client.shutdownNow();
        server.close();
    }

    private void serve() {
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            while (connection.getInputStream().read() >= 0) {
                /* The request, and then until the client closes. */
            }
            closedByTheClient.countDown();
        } catch (IOException reset) {
            closedByTheClient.countDown();
        }
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                .build();
    }

    private TimedExchange exchange(Duration timeout) {
        return new TimedExchange(client, timeout, 10);
    }

    @Test
    void aWholeAnswerIsRead() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";

        assertThat(exchange(LONG).send(request()).body()).isEqualTo("0123456789");
    }

    @Test
    void aBodyThatStallsIsNoAnswerAndItsConnectionIsClosed() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab";

        assertThatThrownBy(() -> exchange(SHORT).send(request()))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining("no whole answer within PT0.3S");
        assertThat(closedByTheClient.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStatusWhoseBodyStallsIsNoAnswer() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

        assertThatThrownBy(() -> exchange(SHORT).status(request())).isInstanceOf(HttpTimeoutException.class);
        assertThat(closedByTheClient.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBodyBeyondTheBoundIsRefused() {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890";

        assertThatThrownBy(() -> exchange(LONG).send(request()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 10 bytes");
    }

    @Test
    void nobodyWhoListensIsToldAsSuch() throws IOException {
        server.close();

        assertThatThrownBy(() -> exchange(LONG).send(request())).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoeverIsInterruptedLetsTheExchangeGo() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                exchange(LONG).send(request());
                interrupted.complete(false);
            } catch (InterruptedException expected) {
                interrupted.complete(true);
            } catch (IOException unexpected) {
                interrupted.completeExceptionally(unexpected);
            }
        });
        caller.interrupt();

        assertThat(interrupted.get()).isTrue();
    }
}
