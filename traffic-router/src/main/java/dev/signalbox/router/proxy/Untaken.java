package dev.signalbox.router.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Breaks off what an application does not take in time: an answer that waits for a reader holds its place among the requests under
 * way, and its bytes. Lives on one event loop.
 */
final class Untaken {
    /* What has been reset is gone at once, unless the connection itself takes nothing. */
    private static final long RESET_MILLIS = 1_000;

    private final Lane lane;
    private final HttpServerRequest request;
    private final Alarm patience;
    private boolean late;

    private Untaken(Lane lane, HttpServerRequest request) {
        this.lane = lane;
        this.request = request;
        this.patience = new Alarm(lane.alarms(), this::late);
    }

    /** Gives an application its time for what has been written, which in most cases is through already. */
    static void watch(Lane lane, HttpServerRequest request, Future<Void> written) {
        if (!written.isComplete()) {
            new Untaken(lane, request).start(written);
        }
    }

    private void start(Future<Void> written) {
        patience.set(lane.plane().bounds().answerMillis());
        written.onComplete(done -> patience.clear());
    }

    private void late() {
        if (!(request.connection() instanceof ConnectionBase base)) {
            return;
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (!late) {
            lane.plane().untakenAnswers().increment();
        }
        if (http2 == null || late) {
            drop(pipeline);
        } else {
            late = true;
            patience.set(RESET_MILLIS);
            reset(pipeline.context(http2), http2);
        }
    }

    /* Vert.x takes a stream for ended once the last of its answer has been handed over. */
    private void reset(ChannelHandlerContext context, Http2ConnectionHandler http2) {
        var unused = http2.encoder()
                .writeRstStream(context, request.streamId(), Http2Error.CANCEL.code(), context.newPromise());
        context.flush();
    }

    /* To close by the protocol would wait until the peer has taken what is still to be written. */
    private static void drop(ChannelPipeline pipeline) {
        var unused = pipeline.firstContext().close();
    }
}
