package dev.signalbox.router.proxy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.router.decide.Framing;
import dev.signalbox.router.decide.GrpcCall;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.StreamHead;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.ActiveTable;
import dev.signalbox.router.wire.StrictRequestDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the requests of one event loop in: checks them, finds their model, and admits or refuses them. */
final class Intake {
    /* What a header costs on the wire beside its name and its value. */
    private static final int HEADER_OVERHEAD = 4;

    private final Lane lane;
    private final DataPlane plane;

    Intake(Lane lane) {
        this.lane = lane;
        this.plane = lane.plane();
    }

    void handle(HttpServerRequest request) {
        Refusal fault = request.version() == HttpVersion.HTTP_2 ? streamFault(request) : fault(request);
        if (fault != null) {
            refuse(request, fault);
            return;
        }
        Dialect dialect = Dialect.of(request, plane.grpc());
        Optional<ModelPath> path = dialect.path(request);
        if (path.isEmpty()) {
            answerItself(request, dialect);
            return;
        }
        ActiveTable routes = plane.routes().current();
        Optional<ActiveRoute> route = routes.route(path.get());
        if (route.isEmpty()) {
            refuse(request, Refusal.unknownModel(path.get(), routes.size()));
        } else if (BodyCollector.declaredLength(request) > plane.bounds().body()) {
            refuse(request, Refusal.bodyTooLarge(plane.bounds().body()));
        } else if (!plane.admitted().enter(1)) {
            plane.shed().increment();
            refuse(request, Refusal.overloaded(plane.bounds().inFlight()));
        } else if (path.get().isFeedback() && request.method().equals(HttpMethod.POST)) {
            DeploymentName deployment = route.get().route().deployment();
            new FeedbackRelay(lane, request, reply(request), deployment).start();
        } else if (path.get().decisionOf().isPresent() && request.method().equals(HttpMethod.GET)) {
            new DecisionRelay(lane, request, reply(request), route.get().route().deployment())
                    .start(path.get().decisionOf().get(), path.get().query());
        } else if (!route.get().state().underWay().enter(1)) {
            plane.admitted().leave(1);
            plane.shed().increment();
            route.get().state().shed().increment();
            refuse(request, Refusal.modelOverloaded(route.get()));
        } else {
            new Exchange(lane, request, path.get(), dialect).start(route.get());
        }
    }

    void refuseInvalid(HttpServerRequest request) {
        refuse(request, invalid(request));
    }

    private Reply reply(HttpServerRequest request) {
        return new Reply(lane, request, RequestIds.of(request, lane.chance()));
    }

    private static @Nullable Refusal fault(HttpServerRequest request) {
        if (request.version() == null) {
            return Refusal.OTHER_PROTOCOL;
        }
        MultiMap headers = request.headers();
        return Framing.fault(
                        request.version() != HttpVersion.HTTP_1_0,
                        headers.getAll(HttpHeaders.HOST),
                        headers.getAll(HttpHeaders.TRANSFER_ENCODING),
                        headers.contains(HttpHeaders.CONTENT_LENGTH))
                .map(Refusal::malformed)
                .orElse(null);
    }

    private @Nullable Refusal streamFault(HttpServerRequest request) {
        String authority =
                request.authority() == null ? null : request.authority().toString();
        String target = request.uri();
        if (target != null && target.length() > plane.bounds().header()) {
            return Refusal.LINE_TOO_LONG;
        }
        Optional<String> fault = new StreamHead(request.method().name(), target, authority).fault();
        if (fault.isPresent()) {
            return Refusal.malformed(fault.get());
        }
        long size = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            size += header.getKey().length() + header.getValue().length() + HEADER_OVERHEAD;
            Optional<String> wrong = StreamHead.fault(header);
            if (wrong.isPresent()) {
                return Refusal.malformed(wrong.get());
            }
        }
        return size > plane.bounds().header() ? Refusal.HEADER_TOO_LARGE : null;
    }

    private void answerItself(HttpServerRequest request, Dialect dialect) {
        if (dialect instanceof Dialect.Grpc) {
            answerGrpc(request);
        } else {
            answerHttp(request);
        }
    }

    private void answerGrpc(HttpServerRequest request) {
        GrpcCall call = new GrpcCall(request.uri(), null);
        if (call.asksServer()) {
            Dialect.Grpc.flag(request.response(), call.asksLife() || ready());
        } else {
            refuse(request, Refusal.NO_MODEL_NAMED);
        }
    }

    /* The protocol's health of the server as a whole; health of a model is asked of the model. */
    private void answerHttp(HttpServerRequest request) {
        switch (request.path() == null ? "" : request.path()) {
            case "/v2/health/live" -> tell(request, 200);
            case "/v2/health/ready" -> tell(request, ready() ? 200 : 503);
            default -> refuse(request, plane.routes().loaded() ? Refusal.NOT_FOUND : Refusal.NOT_READY);
        }
    }

    private void tell(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("live", true).put("ready", ready()).toBuffer());
    }

    private boolean ready() {
        return plane.routes().loaded() && !plane.draining();
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        if (refusal.status() != 503) {
            plane.refused().increment();
        }
        boolean unwanted = refusal.last() || !request.decoderResult().isSuccess();
        Reply reply = reply(request);
        reply.refuse(refusal, unwanted).onComplete(written -> reply.log(null));
    }

    private static Refusal invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.LINE_TOO_LONG;
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return Refusal.HEADER_TOO_LARGE;
        }
        return cause instanceof StrictRequestDecoder.HeadTooSlow ? Refusal.HEAD_TOO_SLOW : Refusal.MALFORMED;
    }
}
