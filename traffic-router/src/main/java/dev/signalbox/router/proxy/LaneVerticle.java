package dev.signalbox.router.proxy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.decide.Framing;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.ActiveTable;
import dev.signalbox.router.wire.StrictRequestDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves applications on one event loop, with its own connections to the versions. */
final class LaneVerticle extends AbstractVerticle {
    /* For Vert.x: any free port, but one for all event loops. */
    private static final int ANY_PORT = -1;

    private final DataPlane plane;
    private final RouterConfig config;
    private final int port;
    private final SplittableRandom chance;
    private @Nullable Lane lane;
    private @Nullable HttpServer server;

    LaneVerticle(DataPlane plane, RouterConfig config, SplittableRandom chance) {
        this.plane = plane;
        this.config = config;
        this.port = config.port() == 0 ? ANY_PORT : config.port();
        this.chance = chance;
    }

    @Override
    public void start(Promise<Void> started) {
        AlarmClock alarms = new AlarmClock(vertx);
        Copier copier = new Copier(plane, alarms, vertx.createHttpClient(copierOptions()), chance.split());
        Lane own = new Lane(plane, vertx, alarms, vertx.createHttpClient(clientOptions()), chance, copier);
        lane = own;
        server = vertx.createHttpServer(serverOptions())
                .connectionHandler(this::harden)
                .requestHandler(request -> handle(own, request))
                .invalidRequestHandler(request -> refuse(own, request, invalid(request)));
        server.listen().<Void>mapEmpty().onComplete(started);
    }

    @Override
    public void stop(Promise<Void> stopped) {
        if (server == null || lane == null) {
            stopped.complete();
            return;
        }
        Lane own = lane;
        server.close()
                .eventually(() -> own.client().close())
                .eventually(() -> own.copier().close())
                .onComplete(stopped);
    }

    int actualPort() {
        return server == null ? port : server.actualPort();
    }

    private void harden(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            long headMillis = config.limits().headTimeout().toMillis();
            StrictRequestDecoder.install(base.channel().pipeline(), serverOptions(), headMillis);
        }
    }

    private void handle(Lane own, HttpServerRequest request) {
        Optional<String> fault = fault(request);
        if (fault.isPresent()) {
            refuse(own, request, Refusal.malformed(fault.get()));
            return;
        }
        Optional<ModelPath> path = ModelPath.parse(request.uri());
        if (path.isEmpty()) {
            answerItself(own, request);
            return;
        }
        ActiveTable routes = plane.routes().current();
        Optional<ActiveRoute> route = routes.route(path.get());
        if (route.isEmpty()) {
            refuse(own, request, Refusal.unknownModel(path.get(), routes.size()));
        } else if (BodyCollector.declaredLength(request) > plane.bounds().body()) {
            refuse(own, request, Refusal.bodyTooLarge(plane.bounds().body()));
        } else if (!plane.admitted().enter(1)) {
            plane.shed().increment();
            refuse(own, request, Refusal.overloaded(plane.bounds().inFlight()));
        } else if (path.get().isFeedback() && request.method().equals(HttpMethod.POST)) {
            DeploymentName deployment = route.get().route().deployment();
            new FeedbackRelay(own, request, reply(own, request), deployment).start();
        } else if (!route.get().state().underWay().enter(1)) {
            plane.admitted().leave(1);
            plane.shed().increment();
            refuse(own, request, Refusal.modelOverloaded(route.get()));
        } else {
            new Exchange(own, request, path.get(), RequestIds.of(request, chance)).start(route.get());
        }
    }

    private Reply reply(Lane own, HttpServerRequest request) {
        return new Reply(own, request, RequestIds.of(request, chance));
    }

    private static Optional<String> fault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return Framing.fault(
                request.version() != HttpVersion.HTTP_1_0,
                headers.getAll(HttpHeaders.HOST),
                headers.getAll(HttpHeaders.TRANSFER_ENCODING),
                headers.contains(HttpHeaders.CONTENT_LENGTH));
    }

    /* The protocol's health of the server as a whole; health of a model is asked of the model. */
    private void answerItself(Lane own, HttpServerRequest request) {
        boolean ready = plane.routes().loaded() && !plane.draining();
        switch (request.path() == null ? "" : request.path()) {
            case "/v2/health/live" ->
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject()
                                .put("live", true)
                                .put("ready", ready)
                                .toBuffer());
            case "/v2/health/ready" ->
                request.response()
                        .setStatusCode(ready ? 200 : 503)
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject()
                                .put("live", true)
                                .put("ready", ready)
                                .toBuffer());
            default -> refuse(own, request, plane.routes().loaded() ? Refusal.NOT_FOUND : Refusal.NOT_READY);
        }
    }

    private void refuse(Lane own, HttpServerRequest request, Refusal refusal) {
        if (refusal.status() != 503) {
            plane.refused().increment();
        }
        boolean unwanted = refusal.last() || !request.decoderResult().isSuccess();
        Reply reply = reply(own, request);
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

    private HttpServerOptions serverOptions() {
        int header = Math.toIntExact(config.limits().header().asLongValue());
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(port)
                .setMaxHeaderSize(header)
                .setMaxInitialLineLength(header)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(config.limits().idleTimeout().toMillis()));
    }

    /* Connections of their own: a version that hangs holds none that a live request could need. */
    private HttpClientOptions copierOptions() {
        int most = plane.bounds().copies().inFlight();
        return clientOptions().setMaxPoolSize(most).setMaxWaitQueueSize(most);
    }

    private HttpClientOptions clientOptions() {
        RouterConfig.Upstream upstream = config.upstream();
        return new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(Math.max(1, (int) upstream.keepAlive().toSeconds()))
                .setConnectTimeout(Math.toIntExact(upstream.connectTimeout().toMillis()))
                .setMaxPoolSize(plane.bounds().inFlight())
                .setMaxWaitQueueSize(plane.bounds().inFlight())
                .setMaxHeaderSize(65_536)
                .setTcpNoDelay(true);
    }
}
