package dev.signalbox.router.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes an HTTP/2 connection that does not bring the rest of a frame, or of a header, in time. Lives on one event loop. */
final class FrameWatch extends ChannelInboundHandlerAdapter {
    private final long headMillis;
    private final FrameProgress progress;
    private @Nullable ScheduledFuture<?> patience;
    private long watched;

    FrameWatch(long headMillis, int before) {
        this.headMillis = headMillis;
        this.progress = new FrameProgress(before);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        if (read instanceof ByteBuf bytes) {
            progress.read(bytes);
        }
        super.channelRead(context, read);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (!progress.owing()) {
            calm();
        } else if (patience == null) {
            watch(context);
        }
        super.channelReadComplete(context);
    }

    private void watch(ChannelHandlerContext context) {
        watched = progress.begun();
        patience = context.executor().schedule(() -> late(context), headMillis, TimeUnit.MILLISECONDS);
    }

    /* On a busy connection there is always something on its way, but not always the same. To close by the protocol would give the
     * peer more time yet. */
    private void late(ChannelHandlerContext context) {
        patience = null;
        if (progress.owing() && progress.begun() != watched) {
            watch(context);
        } else if (progress.owing()) {
            var unused = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        calm();
        super.channelInactive(context);
    }

    private void calm() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }
}
