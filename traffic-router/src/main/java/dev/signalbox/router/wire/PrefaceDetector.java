package dev.signalbox.router.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells from a fresh connection's first bytes whether it speaks HTTP/2, has it set up, and leaves. Lives on one event loop. */
final class PrefaceDetector extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final ApplicationServer.Timeouts timeouts;
    private final Consumer<Boolean> setUp;
    private @Nullable ScheduledFuture<?> patience;
    private boolean begun;

    PrefaceDetector(ApplicationServer.Timeouts timeouts, Consumer<Boolean> setUp) {
        this.timeouts = timeouts;
        this.setUp = setUp;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        wait(context, timeouts.idleMillis());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
        boolean alike = ByteBufUtil.equals(PREFACE, PREFACE.readerIndex(), in, in.readerIndex(), length);
        if (!alike || length == PREFACE.readableBytes()) {
            leave(context, alike);
        } else if (!begun) {
            begun = true;
            wait(context, timeouts.headMillis());
        }
    }

    private void wait(ChannelHandlerContext context, long millis) {
        calm();
        if (millis > 0) {
            patience = context.executor().schedule(() -> late(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    /* What has begun may be a very slow request line: the other decoder answers that. */
    private void late(ChannelHandlerContext context) {
        if (begun) {
            leave(context, false);
        } else {
            var unused = context.close();
        }
    }

    private void leave(ChannelHandlerContext context, boolean http2) {
        calm();
        setUp.accept(http2);
        context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        calm();
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
