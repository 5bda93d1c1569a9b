package dev.signalbox.server.http;

import dev.signalbox.server.codec.AnswerWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers: always JSON, with a Content-Type that clients compare as a whole. */
final class Answers {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNAVAILABLE = 503;

    private Answers() {}

    static void send(HttpServerResponse response, int status, byte[] document) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(document));
    }

    static void error(HttpServerResponse response, int status, String message) {
        send(response, status, AnswerWriter.error(message));
    }

    /** Not now, but soon. */
    static void unavailable(HttpServerResponse response, String message) {
        if (!response.ended() && !response.closed()) {
            response.putHeader("Retry-After", "1");
            error(response, UNAVAILABLE, message);
        }
    }
}
