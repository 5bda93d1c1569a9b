package dev.signalbox.router.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Follows where in HTTP/2's frames a connection is, without keeping any of them: whether one has begun that its peer still owes
 * the rest of. Not thread safe.
 */
final class FrameProgress {
    /** The bytes before the first frame. */
    static final int AT_PREFACE = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

    /* RFC 9113, 4.1: a length of 24 bits, a type, flags, and a stream id of 31 bits. */
    private static final int HEAD = 9;
    private static final int FLAGS = 4;
    private static final int TYPE = 3;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final byte[] head = new byte[HEAD];
    private int headRead;
    private long left;
    private boolean inHeaders;
    private boolean inData;
    private long begun;

    FrameProgress(int before) {
        this.left = before;
    }

    /** Takes note of all that was read; nothing of it is consumed. */
    void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                long step = Math.min(left, end - at);
                left -= step;
                at += (int) step;
            } else {
                head[headRead++] = bytes.getByte(at++);
                if (headRead == HEAD) {
                    begin();
                }
            }
        }
    }

    private void begin() {
        headRead = 0;
        left = ((head[0] & 0xffL) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
        int type = head[TYPE];
        inData = type == DATA;
        if (type == HEADERS || type == CONTINUATION) {
            inHeaders = (head[FLAGS] & END_HEADERS) == 0;
        }
        if (type != CONTINUATION) {
            begun++;
        }
    }

    /**
     * Whether the peer owes the rest of something that must come at once: all but the payload of a request's body, which has the
     * request's time.
     */
    boolean owing() {
        return inHeaders || headRead > 0 || (left > 0 && !inData);
    }

    /** How many frames have begun; a header and what continues it are one. */
    long begun() {
        return begun;
    }
}
