package dev.signalbox.router.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body up to a bound; a larger one is handed on with its rest still to come. */
final class BodyCollector {
    private final HttpServerRequest request;
    private final long most;
    private final BufferSpace space;
    private final Consumer<RequestBody> done;
    private Buffer read = Buffer.buffer();
    private boolean handedOn;

    BodyCollector(HttpServerRequest request, long most, BufferSpace space, Consumer<RequestBody> done) {
        this.request = request;
        this.most = most;
        this.space = space;
        this.done = done;
    }

    /** Hands the body on as it comes, without reading any of it. */
    void startFlowing() {
        flow();
    }

    void start() {
        if (declaredLength(request) > most) {
            flow();
            return;
        }
        request.handler(this::chunk);
        request.endHandler(ended -> {
            if (!handedOn) {
                handedOn = true;
                done.accept(new RequestBody.Whole(read));
            }
        });
    }

    private void chunk(Buffer chunk) {
        read = read.length() == 0 ? chunk : read.appendBuffer(chunk);
        if (read.length() > most || !space.take(chunk.length())) {
            flow();
        }
    }

    private void flow() {
        handedOn = true;
        request.pause();
        done.accept(new RequestBody.Flowing(read, request));
    }

    /** The length that a request says its body has; 0 if it says nothing. */
    static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
