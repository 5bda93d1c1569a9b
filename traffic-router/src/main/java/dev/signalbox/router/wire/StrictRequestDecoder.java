package dev.signalbox.router.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of one connection, and refuses what another parser could read otherwise: a length together with chunks, and
 * header lines that are folded. A head that has begun must be whole within a time. Lives on one event loop.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    /* The name under which Vert.x puts its own decoder into a connection's pipeline. */
    private static final String NAME = "httpDecoder";

    private static final String NO_NAME = "";

    private final long headMillis;
    private boolean inHead = true;
    private boolean headBegun;
    private boolean refused;
    private @Nullable ScheduledFuture<?> patience;

    private StrictRequestDecoder(HttpServerOptions options, long headMillis) {
        super(options);
        this.headMillis = headMillis;
    }

    /** Takes the place of the usual decoder of a fresh connection. */
    public static void install(ChannelPipeline pipeline, HttpServerOptions options, long headMillis) {
        pipeline.replace(NAME, NAME, new StrictRequestDecoder(options, headMillis));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && folded(in)) {
            out.add(refusal(new IllegalArgumentException("a header line is folded")));
            in.skipBytes(in.readableBytes());
            return;
        }
        int known = out.size();
        int from = in.readerIndex();
        super.decode(context, in, out);
        headBegun |= inHead && in.readerIndex() > from;
        for (int i = known; i < out.size(); i++) {
            note(out.get(i));
            if (out.get(i) instanceof HttpRequest head && head.headers().contains(NO_NAME)) {
                out.set(i, refusal(new IllegalArgumentException("a header has no name")));
            }
        }
    }

    /** Reads nothing more from a connection that is to be closed: what still comes is no request, whatever it looks like. */
    public static void stop(ChannelPipeline pipeline) {
        StrictRequestDecoder decoder = pipeline.get(StrictRequestDecoder.class);
        if (decoder != null) {
            decoder.refused = true;
            decoder.calm();
        }
    }

    private void note(Object read) {
        if (read instanceof HttpRequest) {
            inHead = false;
            headBegun = false;
            calm();
        }
        if (read instanceof LastHttpContent) {
            inHead = true;
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a message has both Content-Length and Transfer-Encoding");
    }

    /* RFC 9112, 5.2. The codec joins folded lines before anyone can see them, so they are looked for in the bytes. */
    private boolean folded(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        if (headBegun && at < end && blank(in.getByte(at))) {
            return true;
        }
        while (at < end) {
            int feed = in.indexOf(at, end, (byte) '\n');
            if (feed < 0 || feed + 1 >= end) {
                return false;
            }
            boolean lineIsEmpty = feed == at || (feed == at + 1 && in.getByte(at) == '\r');
            if (lineIsEmpty && (headBegun || at > in.readerIndex())) {
                return false;
            }
            at = feed + 1;
            if (blank(in.getByte(at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean blank(byte next) {
        return next == ' ' || next == '\t';
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        boolean waiting = inHead && !refused && (headBegun || actualReadableBytes() > 0);
        if (waiting && patience == null) {
            patience = context.executor().schedule(() -> late(context), headMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void late(ChannelHandlerContext context) {
        patience = null;
        if (inHead && !refused) {
            context.fireChannelRead(refusal(new HeadTooSlow()));
            context.fireChannelReadComplete();
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

    private HttpMessage refusal(RuntimeException why) {
        refused = true;
        calm();
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(why));
        return message;
    }

    /** A request's head began and did not end in time. */
    public static final class HeadTooSlow extends RuntimeException {
        private static final long serialVersionUID = 1;

        HeadTooSlow() {
            super("the head did not arrive in time", null, false, false);
        }
    }
}
