package dev.signalbox.router.proxy;

import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.RequestId;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.ActiveTable;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
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
        Lane own = new Lane(plane, vertx, vertx.createHttpClient(clientOptions()), chance);
        lane = own;
        server = vertx.createHttpServer(serverOptions())
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
        server.close().eventually(() -> own.client().close()).onComplete(stopped);
    }

    int actualPort() {
        return server == null ? port : server.actualPort();
    }

    private void handle(Lane own, HttpServerRequest request) {
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
        } else {
            new Exchange(own, request, path.get(), requestId(request)).start(route.get());
        }
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
        boolean unwanted = refusal.status() == 413 || !request.decoderResult().isSuccess();
        new Reply(own.vertx(), request, requestId(request), plane.draining()).refuse(refusal, unwanted);
    }

    private static Refusal invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.LINE_TOO_LONG;
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return Refusal.HEADER_TOO_LARGE;
        }
        return Refusal.MALFORMED;
    }

    private String requestId(HttpServerRequest request) {
        String given = request.getHeader(Reply.REQUEST_ID);
        return RequestId.acceptable(given) ? given : toHex(chance.nextLong()) + toHex(chance.nextLong());
    }

    private static String toHex(long bits) {
        return HexFormat.of().toHexDigits(bits);
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
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(config.limits().idleTimeout().toMillis()));
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
