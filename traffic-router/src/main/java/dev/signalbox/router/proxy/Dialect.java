package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.GrpcCall;
import dev.signalbox.router.decide.GrpcStatus;
import dev.signalbox.router.decide.GrpcTimeout;
import dev.signalbox.router.decide.ModelPath;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a request names its model, and how an answer says what became of it: HTTP says it in the status, gRPC after the body. */
sealed interface Dialect {
    Dialect HTTP = new Http();

    /** The dialect that a request is in. */
    static Dialect of(HttpServerRequest request, Grpc grpc) {
        return request.version() == HttpVersion.HTTP_2 && GrpcCall.named(request.getHeader(HttpHeaders.CONTENT_TYPE))
                ? grpc
                : HTTP;
    }

    /** The model that a request is for; empty if it names none. */
    Optional<ModelPath> path(HttpServerRequest request);

    /** The request's time, of which a route allows at most so much. */
    long millis(HttpServerRequest request, long most);

    /** Whether one message is asked and one answered, so that they can be held back. */
    boolean oneForOne(ModelPath path);

    /** What an answer says by its head alone; of gRPC that is no more than that it has not failed yet. */
    Outcome ofHead(HttpClientResponse head);

    /** What an answer says now that its end has been read. */
    Outcome ofEnd(HttpClientResponse head);

    /** Writes an answer of the router's own. */
    Future<Void> refuse(HttpServerResponse response, Refusal refusal);

    /** Open Inference Protocol over REST, and everything else that is just HTTP. */
    record Http() implements Dialect {
        private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

        @Override
        public Optional<ModelPath> path(HttpServerRequest request) {
            return ModelPath.parse(request.uri());
        }

        @Override
        public long millis(HttpServerRequest request, long most) {
            return most;
        }

        @Override
        public boolean oneForOne(ModelPath path) {
            return true;
        }

        @Override
        public Outcome ofHead(HttpClientResponse head) {
            return Outcome.ofStatus(head.statusCode());
        }

        @Override
        public Outcome ofEnd(HttpClientResponse head) {
            return Outcome.ofStatus(head.statusCode());
        }

        @Override
        public Future<Void> refuse(HttpServerResponse response, Refusal refusal) {
            response.setStatusCode(refusal.status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
            if (refusal.status() == 503) {
                response.putHeader(HttpHeaders.RETRY_AFTER, "1");
            }
            return response.end(new JsonObject().put("error", refusal.why()).toBuffer());
        }
    }

    /** gRPC: some of its statuses are failures of the version, the others say that the request was wrong. */
    record Grpc(Set<GrpcStatus> failures) implements Dialect {
        private static final String STATUS = "grpc-status";
        private static final int OK = 200;

        public Grpc {
            failures = Set.copyOf(failures);
        }

        @Override
        public Optional<ModelPath> path(HttpServerRequest request) {
            return new GrpcCall(request.uri(), request.getHeader(GrpcCall.MODEL)).modelPath();
        }

        @Override
        public long millis(HttpServerRequest request, long most) {
            return Math.min(
                    most, GrpcTimeout.millis(request.getHeader("grpc-timeout")).orElse(most));
        }

        @Override
        public boolean oneForOne(ModelPath path) {
            return GrpcCall.question(path.upstream());
        }

        /* With nothing to say but a status, a server may put it into the head. */
        @Override
        public Outcome ofHead(HttpClientResponse head) {
            if (head.statusCode() != OK) {
                return Outcome.SERVER_ERROR;
            }
            String status = head.getHeader(STATUS);
            return status == null ? Outcome.OK : outcome(status);
        }

        @Override
        public Outcome ofEnd(HttpClientResponse head) {
            Outcome said = ofHead(head);
            return said == Outcome.OK && head.getHeader(STATUS) == null ? outcome(head.getTrailer(STATUS)) : said;
        }

        private Outcome outcome(@Nullable String code) {
            GrpcStatus status = GrpcStatus.of(code);
            if (status == GrpcStatus.OK) {
                return Outcome.OK;
            }
            return failures.contains(status) ? Outcome.SERVER_ERROR : Outcome.REJECTED;
        }

        @Override
        public Future<Void> refuse(HttpServerResponse response, Refusal refusal) {
            return trailersOnly(response, GrpcStatus.ofHttp(refusal.status()), refusal.why());
        }

        private static Future<Void> trailersOnly(HttpServerResponse response, GrpcStatus status, String message) {
            return response.setStatusCode(OK)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
                    .putHeader(STATUS, Integer.toString(status.code()))
                    .putHeader("grpc-message", GrpcStatus.message(message))
                    .end();
        }

        /** Answers one message that has one field, which is a flag of the number 1. */
        static Future<Void> flag(HttpServerResponse response, boolean set) {
            Buffer message = set ? Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 1}) : Buffer.buffer(new byte[5]);
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc");
            response.putTrailer(STATUS, Integer.toString(GrpcStatus.OK.code()));
            return response.end(message);
        }
    }
}
