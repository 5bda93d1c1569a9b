package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.table.Endpoint;
import dev.signalbox.router.trace.AttemptSpan;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import org.jspecify.annotations.Nullable;

/** One sending of a request to one endpoint. Ends once: answered, failed, or abandoned. Lives on one event loop. */
final class Attempt {
    /** What an attempt comes to. */
    interface Listener {
        /** How answers say what became of the request. */
        Dialect dialect();

        /** Whether an answer that is a failure is to be made good instead of passed on. */
        boolean canFailOver();

        /** Whether answers are held back until they are whole, as far as they fit. */
        boolean holdsAnswers();

        /** The answer is there: all of it, or as much as may be held back. */
        void answered(Answer answer);

        /** There will be no answer; {@code sent} tells whether the version may have seen the request. */
        void failed(Outcome outcome, boolean sent);

        /** The application sent more than is allowed. */
        void bodyTooLarge();
    }

    /* A failed answer's body up to this size is read to its end, so that the connection can be used again. */
    private static final long WORTH_READING = 65_536;

    private static final String ABANDONED = "abandoned";

    private final Lane lane;
    private final Endpoint endpoint;
    private final RequestBody body;
    private final BufferSpace space;
    private final Listener listener;
    private final Dialect dialect;
    private AttemptSpan span = AttemptSpan.OFF;
    private @Nullable HttpClientRequest request;
    private boolean ended;

    Attempt(Lane lane, Endpoint endpoint, RequestBody body, BufferSpace space, Listener listener) {
        this.lane = lane;
        this.endpoint = endpoint;
        this.body = body;
        this.space = space;
        this.listener = listener;
        this.dialect = listener.dialect();
    }

    void start(Outgoing outgoing, AttemptSpan begun) {
        span = begun;
        endpoint.load().enter(1);
        lane.upstreams().to(dialect).request(outgoing.to(endpoint)).onComplete(connected -> {
            if (connected.failed()) {
                broke(false);
            } else if (ended) {
                connected.result().reset();
            } else {
                outgoing.write(connected.result(), begun);
                send(connected.result());
            }
        });
    }

    /** Ends without an answer; the connection is closed, so that the version can stop working on it. */
    void abandon() {
        if (end(ABANDONED, false) && request != null) {
            request.reset();
        }
    }

    private void send(HttpClientRequest connected) {
        request = connected;
        connected.exceptionHandler(broken -> broke(seen(broken)));
        connected.response().onComplete(head -> {
            if (head.failed()) {
                broke(seen(head.cause()));
            } else if (!ended) {
                receive(head.result());
            }
        });
        switch (body) {
            case RequestBody.Whole whole -> connected.end(whole.bytes());
            case RequestBody.Flowing flowing -> flow(flowing, connected);
        }
    }

    /* RFC 9113, 8.7: a stream that is refused was not looked at, and can be sent again whatever it asks for. */
    private static boolean seen(Throwable broken) {
        return !(broken instanceof StreamResetException reset && reset.getCode() == Http2Error.REFUSED_STREAM.code());
    }

    private void flow(RequestBody.Flowing flowing, HttpClientRequest connected) {
        if (!connected.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            connected.setChunked(true);
        }
        connected.write(flowing.beginning());
        long room = lane.plane().bounds().body() - flowing.beginning().length();
        new Pump(flowing.take(), connected, room, listener::bodyTooLarge).start(connected::end);
    }

    private void receive(HttpClientResponse head) {
        Outcome outcome = dialect.ofHead(head);
        if (outcome == Outcome.SERVER_ERROR && listener.canFailOver()) {
            discard(head);
            answeredWithFailure();
            return;
        }
        if (!worthHolding(head)) {
            endpoint.answered(outcome == Outcome.SERVER_ERROR, System.nanoTime());
            head.pause();
            hand(new Answer(head, Buffer.buffer(), false, outcome));
            return;
        }
        Holding holding = new Holding(head);
        head.exceptionHandler(broken -> broke(true));
        head.handler(holding::chunk);
        head.endHandler(done -> whole(head, holding));
    }

    private void whole(HttpClientResponse head, Holding holding) {
        if (ended) {
            return;
        }
        Outcome outcome = dialect.ofEnd(head);
        if (outcome == Outcome.SERVER_ERROR && listener.canFailOver()) {
            answeredWithFailure();
            return;
        }
        endpoint.answered(outcome == Outcome.SERVER_ERROR, System.nanoTime());
        hand(new Answer(head, holding.held, true, outcome));
    }

    private void answeredWithFailure() {
        endpoint.answered(true, System.nanoTime());
        if (end(Outcome.SERVER_ERROR)) {
            listener.failed(Outcome.SERVER_ERROR, true);
        }
    }

    private void discard(HttpClientResponse head) {
        long length = length(head);
        if (length < 0 || length > WORTH_READING) {
            head.request().reset();
        }
    }

    private boolean worthHolding(HttpClientResponse head) {
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean events = type != null && type.startsWith("text/event-stream");
        return !events
                && listener.holdsAnswers()
                && length(head) <= lane.plane().bounds().buffer();
    }

    private static long length(HttpClientResponse head) {
        String length = head.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void hand(Answer answer) {
        if (end(answer.outcome())) {
            listener.answered(answer);
        }
    }

    private void broke(boolean sent) {
        if (end(Outcome.CONNECT)) {
            endpoint.failed(System.nanoTime());
            listener.failed(Outcome.CONNECT, sent);
        }
    }

    private boolean end(Outcome outcome) {
        return end(outcome.label(), outcome.failure().isPresent());
    }

    private boolean end(String outcome, boolean failed) {
        if (ended) {
            return false;
        }
        ended = true;
        span.end(outcome, failed);
        endpoint.load().leave(1);
        return true;
    }

    /** The body of an answer that is held back as long as it is small. */
    private final class Holding {
        private final HttpClientResponse head;
        private Buffer held = Buffer.buffer();

        Holding(HttpClientResponse head) {
            this.head = head;
        }

        void chunk(Buffer chunk) {
            if (ended) {
                return;
            }
            held = held.length() == 0 ? chunk : held.appendBuffer(chunk);
            if (held.length() > lane.plane().bounds().buffer() || !space.take(chunk.length())) {
                head.pause();
                endpoint.answered(dialect.ofHead(head) == Outcome.SERVER_ERROR, System.nanoTime());
                hand(new Answer(head, held, false, dialect.ofHead(head)));
            }
        }
    }
}
