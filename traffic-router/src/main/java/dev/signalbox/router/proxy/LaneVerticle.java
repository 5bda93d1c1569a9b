package dev.signalbox.router.proxy;

import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.wire.ApplicationServer;
import dev.signalbox.router.wire.RenewableKey;
import dev.signalbox.router.wire.StrictRequestDecoder;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Serves applications on one event loop, with its own connections to the versions. */
final class LaneVerticle extends AbstractVerticle {
    private final DataPlane plane;
    private final RouterConfig config;
    private final HttpServerOptions options;
    private final SplittableRandom chance;
    private @Nullable Lane lane;
    private @Nullable HttpServer server;

    LaneVerticle(DataPlane plane, RouterConfig config, Optional<RenewableKey> key, SplittableRandom chance) {
        this.plane = plane;
        this.config = config;
        this.options = Listening.options(config, key);
        this.chance = chance;
    }

    @Override
    public void start(Promise<Void> started) {
        AlarmClock alarms = new AlarmClock(vertx);
        int copies = plane.bounds().copies().inFlight();
        Copier copier =
                new Copier(plane, alarms, Upstreams.open(vertx, config, plane.upstream(), copies), chance.split());
        Upstreams upstreams =
                Upstreams.open(vertx, config, plane.upstream(), plane.bounds().inFlight());
        Lane own = new Lane(plane, vertx, alarms, upstreams, chance, copier);
        Intake intake = new Intake(own);
        lane = own;
        server = new ApplicationServer(vertx, options, Listening.timeouts(config), plane.connections())
                .connectionHandler(this::harden)
                .requestHandler(intake::handle)
                .invalidRequestHandler(intake::refuseInvalid);
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
                .eventually(() -> own.upstreams().close())
                .eventually(() -> own.copier().close())
                .onComplete(stopped);
    }

    int actualPort() {
        return server == null ? options.getPort() : server.actualPort();
    }

    private void harden(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            return;
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 != null) {
            /* The codec would wait until the peer says that it has heard of the limit, and that may never be. */
            http2.connection().remote().maxActiveStreams(config.http2().streams());
        } else {
            StrictRequestDecoder.install(
                    pipeline, options, config.limits().headTimeout().toMillis());
        }
    }
}
