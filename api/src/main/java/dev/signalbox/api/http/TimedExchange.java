package dev.signalbox.api.http;

import dev.signalbox.api.Require;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks over HTTP, and has the whole answer within a time or none: of a bounded size, with its connection closed where it is late.
 * A request's own time-out ends with the head of the answer, and a peer may be gone in the middle of the body. Thread safe.
 */
public final class TimedExchange {
    private static final int USUAL_LARGEST = 1 << 20;

    private final HttpClient client;
    private final Duration timeout;
    private final int largest;

    /** Exchanges that may take so long, with bodies of at most a mebibyte. */
    public TimedExchange(HttpClient client, Duration timeout) {
        this(client, timeout, USUAL_LARGEST);
    }

    /** Exchanges that may take so long, from the first byte of the request to the last of the answer, with bodies of at most so many bytes. */
    public TimedExchange(HttpClient client, Duration timeout, int largest) {
        this.client = client;
        this.timeout = timeout;
        this.largest = (int) Require.within("largest body", largest, 1, Integer.MAX_VALUE);
    }

    /** Sends a request and waits for the whole answer, whose body is text. */
    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return await(sendAsync(request));
    }

    /** Sends a request and waits for the end of the answer, of which only the status is of interest. */
    public int status(HttpRequest request) throws IOException, InterruptedException {
        return await(timed(request, BodyHandlers.discarding())).statusCode();
    }

    /** Sends a request; the answer's body is text. */
    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return timed(request, head -> new BoundedBody<>(BodySubscribers.ofString(StandardCharsets.UTF_8), largest));
    }

    /* To cancel the client's own future is what ends the exchange and gives its connection back. */
    private <T> CompletableFuture<HttpResponse<T>> timed(HttpRequest request, BodyHandler<T> body) {
        CompletableFuture<HttpResponse<T>> sent = client.sendAsync(request, body);
        CompletableFuture<HttpResponse<T>> whole = sent.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = whole.whenComplete((answer, failure) -> {
            if (failure != null) {
                sent.cancel(true);
            }
        });
        return whole;
    }

    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            throw interrupted;
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof TimeoutException) {
                throw new HttpTimeoutException("no whole answer within " + timeout);
            }
            throw cause instanceof IOException known ? known : new IOException(cause);
        }
    }
}
