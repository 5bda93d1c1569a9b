package dev.signalbox.server.grpc;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Hands what is written to a connection in one turn of its event loop to the system at once. Vert.x does so for each frame:
 * the message of an answer and its status, and the answers of one batch, would each be a system call, and wake the client.
 */
final class Flushes {
    /* So many frames do not wait for others. */
    private static final int MOST = 256;

    private Flushes() {}

    /** From now on; called on the connection's thread, as often as one likes. */
    static void together(HttpConnection connection) {
        if (connection instanceof ConnectionBase known) {
            ChannelPipeline pipeline = known.channelHandlerContext().pipeline();
            if (pipeline.get(FlushConsolidationHandler.class) == null) {
                pipeline.addFirst(new FlushConsolidationHandler(MOST, true));
            }
        }
    }
}
