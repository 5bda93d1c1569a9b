package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.table.Endpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** One sending of a request to one endpoint. Ends once: answered, failed, or abandoned. Lives on one event loop. */
final class Attempt {
    /** What an attempt comes to. */
    interface Listener {
        /** Whether an answer of 500 or more is a failure to be made good instead of an answer to be passed on. */
        boolean canFailOver();

        /** The answer is there: all of it, or as much as may be held back. */
        void answered(Answer answer);

        /** There will be no answer; {@code sent} tells whether the version may have seen the request. */
        void failed(Outcome outcome, boolean sent);

        /** The application sent more than is allowed. */
        void bodyTooLarge();
    }

    /* A failed answer's body up to this size is read to its end, so that the connection can be used again. */
    private static final long WORTH_READING = 65_536;

    private final Lane lane;
    private final Endpoint endpoint;
    private final RequestBody body;
    private final BufferSpace space;
    private final Listener listener;
    private @Nullable HttpClientRequest outgoing;
    private boolean ended;

    Attempt(Lane lane, Endpoint endpoint, RequestBody body, BufferSpace space, Listener listener) {
        this.lane = lane;
        this.endpoint = endpoint;
        this.body = body;
        this.space = space;
        this.listener = listener;
    }

    void start(RequestOptions options) {
        endpoint.load().enter(1);
        lane.client().request(options).onComplete(connected -> {
            if (connected.failed()) {
                broke(false);
            } else if (ended) {
                connected.result().reset();
            } else {
                send(connected.result());
            }
        });
    }

    /** Ends without an answer; the connection is closed, so that the version can stop working on it. */
    void abandon() {
        if (end() && outgoing != null) {
            outgoing.reset();
        }
    }

    private void send(HttpClientRequest request) {
        outgoing = request;
        request.exceptionHandler(broken -> broke(true));
        request.response().onComplete(head -> {
            if (head.failed()) {
                broke(true);
            } else if (!ended) {
                receive(head.result());
            }
        });
        switch (body) {
            case RequestBody.Whole whole -> request.end(whole.bytes());
            case RequestBody.Flowing flowing -> flow(flowing, request);
        }
    }

    private void flow(RequestBody.Flowing flowing, HttpClientRequest request) {
        if (!request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request.setChunked(true);
        }
        request.write(flowing.beginning());
        long room = lane.plane().bounds().body() - flowing.beginning().length();
        new Pump(flowing.take(), request, room, listener::bodyTooLarge).start(request::end);
    }

    private void receive(HttpClientResponse head) {
        endpoint.answered(head.statusCode() >= 500, System.nanoTime());
        if (head.statusCode() >= 500 && listener.canFailOver()) {
            discard(head);
            if (end()) {
                listener.failed(Outcome.SERVER_ERROR, true);
            }
            return;
        }
        if (!worthHolding(head)) {
            head.pause();
            hand(new Answer(head, Buffer.buffer(), false));
            return;
        }
        Holding holding = new Holding(head);
        head.exceptionHandler(broken -> broke(true));
        head.handler(holding::chunk);
        head.endHandler(done -> hand(new Answer(head, holding.held, true)));
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
        return !events && length(head) <= lane.plane().bounds().buffer();
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
        if (end()) {
            listener.answered(answer);
        }
    }

    private void broke(boolean sent) {
        if (end()) {
            endpoint.failed(System.nanoTime());
            listener.failed(Outcome.CONNECT, sent);
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
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
                hand(new Answer(head, held, false));
            }
        }
    }
}
