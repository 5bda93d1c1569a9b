package dev.signalbox.router.proxy;

import dev.signalbox.router.access.Access;
import dev.signalbox.router.access.AccessLog;
import dev.signalbox.router.decide.PassedHeaders;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes answers to applications. */
final class Reply {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("Signalbox-Version");
    private static final CharSequence DECISION = HttpHeaders.createOptimized("Signalbox-Decision");
    private static final CharSequence AUTOMATIC = HttpHeaders.createOptimized("automatic");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final long LINGER_MILLIS = 500;

    private final Lane lane;
    private final HttpServerRequest request;
    private final String requestId;
    private final boolean lastOnConnection;
    private final long start = System.nanoTime();
    private @Nullable Leg answered;

    Reply(Lane lane, HttpServerRequest request, String requestId) {
        this.lane = lane;
        this.request = request;
        this.requestId = requestId;
        this.lastOnConnection = lane.plane().draining();
    }

    String requestId() {
        return requestId;
    }

    /** Answers by the router itself; with {@code bodyLeft}, the rest of the request's body is no longer wanted. */
    Future<Void> refuse(Refusal refusal, boolean bodyLeft) {
        HttpServerResponse response = request.response();
        response.setStatusCode(refusal.status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        if (refusal.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        mark(response, bodyLeft);
        return response.end(new JsonObject().put("error", refusal.why()).toBuffer());
    }

    /** Passes on a version's answer: all of it, or its head and the beginning of its body. */
    Future<Void> pass(Answer answer, Leg leg, @Nullable String cookie) {
        answered = leg;
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status()).setStatusMessage(answer.head().statusMessage());
        MultiMap headers = answer.head().headers();
        PassedHeaders passed = PassedHeaders.of(headers.get(HttpHeaders.CONNECTION));
        HeaderCopy.copy(headers, response.headers(), passed);
        if (cookie != null) {
            response.headers().add(HttpHeaders.SET_COOKIE, cookie);
        }
        response.putHeader(VERSION, leg.backend().backend().version().id());
        response.putHeader(DECISION, AUTOMATIC);
        mark(response, !request.isEnded());
        if (answer.whole()) {
            return response.end(answer.body());
        }
        if (!headers.contains(HttpHeaders.CONTENT_LENGTH) && !request.method().equals(HttpMethod.HEAD)) {
            response.setChunked(true);
        }
        return response.write(answer.body());
    }

    /** Passes on what the monitor said. */
    Future<Void> relay(Answer answer) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        String type = answer.head().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        }
        mark(response, !request.isEnded());
        return response.end(answer.body());
    }

    /** Writes the request into the access log if there is one. */
    void log(@Nullable String deployment) {
        AccessLog log = lane.plane().accessLog();
        if (log.on()) {
            HttpServerResponse response = request.response();
            log.log(new Access(
                    requestId,
                    request.remoteAddress() == null
                            ? ""
                            : request.remoteAddress().toString(),
                    request.method().name(),
                    request.uri(),
                    deployment,
                    answered == null
                            ? null
                            : answered.backend().backend().version().id(),
                    response.headWritten() ? response.getStatusCode() : 0,
                    (System.nanoTime() - start) / 1_000,
                    request.bytesRead(),
                    response.bytesWritten()));
        }
    }

    private void mark(HttpServerResponse response, boolean bodyLeft) {
        response.putHeader(REQUEST_ID, requestId);
        if (bodyLeft) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
            response.bodyEndHandler(written -> linger());
        } else if (lastOnConnection) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
            response.endHandler(written -> request.connection().close());
        }
    }

    /* To close at once would make the application's kernel throw the answer away, while it is still sending. */
    private void linger() {
        request.handler(ignored -> {});
        request.resume();
        lane.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
    }
}
