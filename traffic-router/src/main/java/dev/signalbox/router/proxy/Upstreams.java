package dev.signalbox.router.proxy;

import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.count.Occupancy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;

/** Connections to the versions: what is gRPC goes over HTTP/2 always, the rest over HTTP/1.1 unless it is set otherwise. */
final class Upstreams {
    /* As many streams as a server usually allows are on one connection: more requests get another one, and wait for none. */
    private static final int STREAMS_OF_A_CONNECTION = 100;

    private static final int WINDOW = 1_048_576;
    private static final int LARGEST_HEADER = 65_536;

    private final HttpClient http1;
    private final HttpClient http2;
    private final boolean always2;

    private Upstreams(HttpClient http1, HttpClient http2, boolean always2) {
        this.http1 = http1;
        this.http2 = http2;
        this.always2 = always2;
    }

    /** Connections for so many requests at the same time. */
    static Upstreams open(Vertx vertx, RouterConfig config, Occupancy open, int most) {
        return new Upstreams(
                counted(vertx, http1(config), pool(most), open),
                counted(vertx, http2(config), pool(most), open),
                config.upstream().http2());
    }

    private static PoolOptions pool(int most) {
        return new PoolOptions()
                .setHttp1MaxSize(most)
                .setHttp2MaxSize(Math.max(1, most / STREAMS_OF_A_CONNECTION))
                .setMaxWaitQueueSize(most);
    }

    private static HttpClient counted(Vertx vertx, HttpClientOptions options, PoolOptions pool, Occupancy open) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> {
                    open.enter(1);
                    connection.closeHandler(closed -> open.leave(1));
                })
                .build();
    }

    /** Who reaches versions in a dialect. */
    HttpClient to(Dialect dialect) {
        return always2 || dialect instanceof Dialect.Grpc ? http2 : http1;
    }

    /** Who reaches the monitor. */
    HttpClient toMonitor() {
        return http1;
    }

    /** Ends all connections. */
    Future<Void> close() {
        return http1.close().eventually(() -> http2.close());
    }

    private static HttpClientOptions http1(RouterConfig config) {
        RouterConfig.Upstream upstream = config.upstream();
        return new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(Math.max(1, (int) upstream.keepAlive().toSeconds()))
                .setConnectTimeout(Math.toIntExact(upstream.connectTimeout().toMillis()))
                .setMaxHeaderSize(LARGEST_HEADER)
                .setTcpNoDelay(true);
    }

    /* By prior knowledge: an upgrade would be a request of its own. */
    private static HttpClientOptions http2(RouterConfig config) {
        return http1(config)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2KeepAliveTimeout(
                        Math.max(1, (int) config.upstream().keepAlive().toSeconds()))
                .setHttp2ConnectionWindowSize(WINDOW)
                .setHttp2MultiplexingLimit(STREAMS_OF_A_CONNECTION)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(LARGEST_HEADER));
    }
}
