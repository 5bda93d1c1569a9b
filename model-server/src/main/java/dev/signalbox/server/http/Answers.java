package dev.signalbox.server.http;

import dev.signalbox.server.codec.AnswerWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers: JSON with a Content-Type that clients compare as a whole, or JSON and binary tensors. */
final class Answers {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNAVAILABLE = 503;

    static final int UNSUPPORTED_MEDIA = 415;
    static final int NOT_IMPLEMENTED = 501;

    static final String JSON = "application/json";
    static final String BINARY = "application/octet-stream";

    private Answers() {}

    static void send(HttpServerResponse response, int status, byte[] document) {
        send(response, status, JSON, document);
    }

    static void send(HttpServerResponse response, int status, String type, byte[] bytes) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("Content-Type", type).end(Buffer.buffer(bytes));
    }

    static void error(HttpServerResponse response, int status, String message) {
        send(response, status, AnswerWriter.error(message));
    }

    /** Says that trying again in a second makes sense. */
    static void soon(HttpServerResponse response) {
        response.putHeader("Retry-After", "1");
    }

    /** Not now, but soon. */
    static void unavailable(HttpServerResponse response, String message) {
        if (!response.ended() && !response.closed()) {
            soon(response);
            error(response, UNAVAILABLE, message);
        }
    }
}
