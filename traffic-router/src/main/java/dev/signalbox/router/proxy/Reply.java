package dev.signalbox.router.proxy;

import dev.signalbox.router.access.Access;
import dev.signalbox.router.access.AccessLog;
import dev.signalbox.router.decide.Decision;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.PassedHeaders;
import dev.signalbox.router.trace.RequestSpan;
import dev.signalbox.router.wire.StrictRequestDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** Writes answers to applications. */
final class Reply {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("Signalbox-Version");
    private static final CharSequence DECISION = HttpHeaders.createOptimized("Signalbox-Decision");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    private static final long NO_ERROR = 0;
    private static final long LINGER_MILLIS = 500;

    private final Lane lane;
    private final HttpServerRequest request;
    private final String requestId;
    private final Dialect dialect;
    private final RequestSpan span;
    private final boolean lastOnConnection;
    private final long start = System.nanoTime();
    private Decision decision = Decision.Pass.AUTOMATIC;
    private @Nullable Leg answered;

    Reply(Lane lane, HttpServerRequest request, String requestId) {
        this.lane = lane;
        this.request = request;
        this.requestId = requestId;
        this.dialect = Dialect.of(request, lane.plane().grpc());
        this.span = lane.plane().tracing().begin(request, requestId);
        this.lastOnConnection = lane.plane().draining();
    }

    /** The request's span. */
    RequestSpan span() {
        return span;
    }

    String requestId() {
        return requestId;
    }

    /** Answers by the router itself; with {@code bodyLeft}, the rest of the request's body is no longer wanted. */
    Future<Void> refuse(Refusal refusal, boolean bodyLeft) {
        HttpServerResponse response = request.response();
        mark(response, bodyLeft);
        return settled(dialect.refuse(response, refusal), bodyLeft);
    }

    /** Who decides, which the answer is to say. */
    void decision(Decision taken) {
        decision = taken;
    }

    /** Says that a person decides, and where the decision will be. */
    Future<Void> ticket(Leg leg, ModelPath path) {
        answered = leg;
        HttpServerResponse response = request.response();
        String decisions = path.decisions() + requestId;
        response.setStatusCode(202)
                .putHeader(HttpHeaders.LOCATION, decisions)
                .putHeader(RETRY_AFTER, "10")
                .putHeader(VERSION, leg.backend().backend().version().id())
                .putHeader(DECISION, decision.word())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        mark(response, !request.isEnded());
        JsonObject body = new JsonObject()
                .put("requestId", requestId)
                .put("state", "Waiting")
                .put("decision", decisions);
        return settled(response.end(body.toBuffer()), !request.isEnded());
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
        response.putHeader(DECISION, decision.word());
        mark(response, !request.isEnded());
        if (answer.whole()) {
            passTrailers(answer.head());
            return settled(end(response, answer.body()), !request.isEnded());
        }
        if (!headers.contains(HttpHeaders.CONTENT_LENGTH) && !request.method().equals(HttpMethod.HEAD)) {
            response.setChunked(true);
        }
        return response.write(answer.body());
    }

    /* gRPC: a status without a message stands in the head, and nothing may follow that, be it an empty body. */
    private Future<Void> end(HttpServerResponse response, Buffer body) {
        return overHttp2() && body.length() == 0 ? response.end() : response.end(body);
    }

    /** Ends an answer whose body has been passed on. */
    Future<Void> finish(Answer answer) {
        passTrailers(answer.head());
        return settled(request.response().end(), !request.isEnded());
    }

    /* HTTP/1.1 leaves trailers to those who may drop them; what matters comes over HTTP/2. */
    private void passTrailers(HttpClientResponse head) {
        MultiMap trailers = head.trailers();
        if (overHttp2() && !trailers.isEmpty()) {
            request.response().trailers().addAll(trailers);
        }
    }

    /** Whether the application speaks HTTP/2, where a request is a stream among others. */
    boolean overHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** Breaks off an answer that has begun: the application must not take it for whole. */
    void breakOff() {
        if (overHttp2()) {
            request.response().reset(Http2Error.INTERNAL_ERROR.code());
        } else {
            Untaken.watch(lane, request, request.connection().close());
        }
    }

    /* In HTTP/2 it is enough to say that nothing more of this one request is wanted. */
    private Future<Void> settled(Future<Void> written, boolean bodyLeft) {
        Untaken.watch(lane, request, written);
        return bodyLeft && overHttp2()
                ? written.onComplete(done -> request.response().reset(NO_ERROR))
                : written;
    }

    /** Passes on what the monitor said. */
    Future<Void> relay(Answer answer) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        String type = answer.head().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        }
        mark(response, !request.isEnded());
        return settled(response.end(answer.body()), !request.isEnded());
    }

    /** Ends the request's span, and writes the request into the access log, if there is any of them. */
    void log(@Nullable String deployment) {
        if (span.on()) {
            span.end(new RequestSpan.Ended(
                    request.response().headWritten() ? request.response().getStatusCode() : 0,
                    deployment,
                    answered == null
                            ? null
                            : answered.backend().backend().version().id()));
        }
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
        if (overHttp2()) {
            if (lastOnConnection) {
                request.connection().goAway(NO_ERROR, Integer.MAX_VALUE);
            }
        } else if (bodyLeft) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
            response.bodyEndHandler(written -> linger());
        } else if (lastOnConnection) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
            response.endHandler(written -> request.connection().close());
        }
    }

    /* To close at once would make the application's kernel throw the answer away, while it is still sending. */
    private void linger() {
        if (request.connection() instanceof ConnectionBase base) {
            StrictRequestDecoder.stop(base.channel().pipeline());
        }
        request.handler(ignored -> {});
        request.resume();
        lane.vertx().setTimer(LINGER_MILLIS, late -> request.connection().close());
    }
}
