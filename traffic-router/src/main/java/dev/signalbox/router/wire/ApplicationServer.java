package dev.signalbox.router.wire;

import dev.signalbox.router.count.Occupancy;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server that applications connect to: HTTP/1.1 and, where that is allowed, HTTP/2 on the same port, told apart by
 * ALPN with TLS and by the connection's first bytes without. A connection over the bound is closed at once.
 */
public final class ApplicationServer extends HttpServerImpl {
    /* Vert.x' own detection brings the upgrade from HTTP/1.1 along, which reads the request with another decoder than ours.
     * So it only ever sees connections that have already begun with HTTP/2's preface. */
    private final @Nullable PriorKnowledge http2;
    private final Timeouts timeouts;
    private final Connections connections;

    /** How long a connection may take to say what it speaks, and to bring the rest of what it has begun. */
    public record Timeouts(long headMillis, long idleMillis) {}

    /** The connections that are open, and those that were one too many. */
    public record Connections(Occupancy open, LongAdder refused) {}

    /** A server with these options, whose HTTP/2 is on where ALPN or clear text HTTP/2 is. */
    public ApplicationServer(Vertx vertx, HttpServerOptions options, Timeouts timeouts, Connections connections) {
        super((VertxInternal) vertx, new HttpServerOptions(options).setHttp2ClearTextEnabled(false));
        this.timeouts = timeouts;
        this.connections = connections;
        this.http2 = options.isHttp2ClearTextEnabled() && !options.isSsl()
                ? new PriorKnowledge((VertxInternal) vertx, options)
                : null;
    }

    @Override
    public synchronized HttpServer connectionHandler(Handler<HttpConnection> handler) {
        if (http2 != null) {
            http2.connectionHandler(handler);
        }
        return super.connectionHandler(handler);
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context, SocketAddress address, @Nullable GlobalTrafficShapingHandler shaping) {
        BiConsumer<Channel, SslChannelProvider> usual = super.childHandler(context, address, shaping);
        BiConsumer<Channel, SslChannelProvider> cleartext = http2 == null ? usual : detecting(context, address, usual);
        return (channel, tls) -> {
            if (!connections.open().enter(1)) {
                connections.refused().increment();
                var unused = channel.close();
                return;
            }
            var unused = channel.closeFuture()
                    .addListener(closed -> connections.open().leave(1));
            cleartext.accept(channel, tls);
            watchFramesAfterHandshake(channel);
        };
    }

    private BiConsumer<Channel, SslChannelProvider> detecting(
            ContextInternal context, SocketAddress address, BiConsumer<Channel, SslChannelProvider> http1) {
        PriorKnowledge server = Objects.requireNonNull(http2);
        server.requestHandler(requestHandler());
        BiConsumer<Channel, SslChannelProvider> known = server.worker(context, address);
        return (channel, tls) -> channel.pipeline().addLast(new PrefaceDetector(timeouts, found -> {
            if (found) {
                channel.pipeline().addLast(new FrameWatch(timeouts.headMillis(), FrameProgress.AT_PREFACE));
            }
            (found ? known : http1).accept(channel, tls);
        }));
    }

    /* The handshake's future completes before Vert.x hears of it, so no frame can slip by. */
    private void watchFramesAfterHandshake(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return;
        }
        var unused = tls.handshakeFuture().addListener(done -> {
            if (done.isSuccess() && "h2".equals(tls.applicationProtocol())) {
                channel.pipeline()
                        .addAfter(
                                channel.pipeline().context(tls).name(),
                                "frames",
                                new FrameWatch(timeouts.headMillis(), FrameProgress.AT_PREFACE));
            }
        });
    }

    /** Sets connections up for HTTP/2 without ever listening itself. */
    private static final class PriorKnowledge extends HttpServerImpl {
        PriorKnowledge(VertxInternal vertx, HttpServerOptions options) {
            super(vertx, options);
        }

        BiConsumer<Channel, SslChannelProvider> worker(ContextInternal context, SocketAddress address) {
            return childHandler(context, address, null);
        }
    }
}
