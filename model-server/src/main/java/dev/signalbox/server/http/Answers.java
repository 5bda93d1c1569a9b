package dev.signalbox.server.http;

import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.serving.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** Writes answers: JSON with a Content-Type that clients compare as a whole, or JSON and binary tensors. */
final class Answers {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int NOT_ALLOWED = 405;
    static final int BODY_LATE = 408;
    static final int TOO_LARGE = 413;
    static final int UNSUPPORTED_MEDIA = 415;
    static final int FAILED = 500;
    static final int NOT_IMPLEMENTED = 501;
    static final int UNAVAILABLE = 503;
    static final int LATE = 504;

    static final String JSON = "application/json";
    static final String BINARY = "application/octet-stream";

    private Answers() {}

    static int status(Refusal why) {
        return switch (why) {
            case WRONG -> BAD_REQUEST;
            case UNKNOWN -> NOT_FOUND;
            case FAILED -> FAILED;
            case BUSY -> UNAVAILABLE;
            case LATE -> LATE;
        };
    }

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

    /** The body did not come in time: there is no use in waiting for the rest of it. */
    static void late(HttpServerRequest request, Duration patience) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            byte[] document = AnswerWriter.error("body must be here within " + patience.toSeconds() + " s");
            response.putHeader("Connection", "close")
                    .putHeader("Content-Type", JSON)
                    .setStatusCode(BODY_LATE)
                    .end(Buffer.buffer(document))
                    .onComplete(sent -> request.connection().close());
        }
    }

    /** Not now, but soon. */
    static void unavailable(HttpServerResponse response, String message) {
        if (!response.ended() && !response.closed()) {
            soon(response);
            error(response, UNAVAILABLE, message);
        }
    }
}
