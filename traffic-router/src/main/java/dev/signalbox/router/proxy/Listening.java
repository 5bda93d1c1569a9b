package dev.signalbox.router.proxy;

import dev.signalbox.api.Require;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.wire.ApplicationServer;
import dev.signalbox.router.wire.RenewableKey;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How the router listens, as it is configured. */
final class Listening {
    /* For Vert.x: any free port, but one for all event loops. */
    private static final int ANY_PORT = -1;

    /* Netty closes a connection whose header is much larger than it may be. With twice the room, the router can answer 431. */
    private static final int ROOM_FOR_AN_ANSWER = 2;

    private static final int CONNECTION_WINDOW = 1_048_576;

    private Listening() {}

    static HttpServerOptions options(RouterConfig config, Optional<RenewableKey> key) {
        int header = Math.toIntExact(config.limits().header().asLongValue());
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port() == 0 ? ANY_PORT : config.port())
                .setMaxHeaderSize(header)
                .setMaxInitialLineLength(header)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(config.limits().idleTimeout().toMillis()));
        http2(options, config.http2(), header);
        key.ifPresent(shown -> options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(shown))
                .setUseAlpn(true)
                .setAlpnVersions(
                        config.http2().enabled()
                                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                                : List.of(HttpVersion.HTTP_1_1)));
        return options;
    }

    private static void http2(HttpServerOptions options, RouterConfig.Http2 http2, int header) {
        Require.within("signalbox.router.http2.streams", http2.streams(), 1, 100_000);
        Require.within("signalbox.router.http2.resets", http2.resets(), 1, 1_000_000);
        options.setHttp2ClearTextEnabled(http2.enabled())
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(http2.resets())
                .setHttp2RstFloodWindowDuration(30)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(http2.streams())
                        .setMaxHeaderListSize((long) ROOM_FOR_AN_ANSWER * header));
    }

    static ApplicationServer.Timeouts timeouts(RouterConfig config) {
        return new ApplicationServer.Timeouts(
                config.limits().headTimeout().toMillis(),
                config.limits().idleTimeout().toMillis());
    }
}
