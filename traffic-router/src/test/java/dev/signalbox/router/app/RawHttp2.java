package dev.signalbox.router.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes HTTP/2 frames as they are told, right or wrong, and says what comes back. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int LARGEST_FRAME = 16_384;
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawHttp2 greeting(int port) throws IOException {
        RawHttp2 raw = new RawHttp2(port);
        raw.bytes(PREFACE);
        raw.frame(SETTINGS, 0, 0);
        return raw;
    }

    RawHttp2 bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    RawHttp2 frame(int type, int flags, int stream, int... payload) throws IOException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return frame(type, flags, stream, bytes);
    }

    RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        head(payload.length, type, flags, stream);
        return bytes(payload);
    }

    RawHttp2 head(int length, int type, int flags, int stream) throws IOException {
        out.writeByte(length >> 16);
        out.writeShort(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.flush();
        return this;
    }

    /** A request's head as names and values, in as many frames as it takes. */
    RawHttp2 request(int stream, int flags, String... headers) throws IOException {
        byte[] block = block(headers);
        int at = Math.min(block.length, LARGEST_FRAME);
        frame(HEADERS, at == block.length ? flags : flags & ~END_HEADERS, stream, Arrays.copyOf(block, at));
        while (at < block.length) {
            int next = Math.min(block.length, at + LARGEST_FRAME);
            frame(CONTINUATION, next == block.length ? END_HEADERS : 0, stream, Arrays.copyOfRange(block, at, next));
            at = next;
        }
        return this;
    }

    static byte[] block(String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            block.write(0);
            text(block, headers[i]);
            text(block, headers[i + 1]);
        }
        return block.toByteArray();
    }

    /* RFC 7541: a literal without indexing, not Huffman coded; the length is an integer with a prefix of 7 bits. */
    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            length -= 127;
            while (length >= 128) {
                block.write((length & 127) | 128);
                length >>= 7;
            }
            block.write(length);
        }
        block.writeBytes(bytes);
    }

    /** What the peer says to a stream or to all of the connection: a status, an error's number, or that it has closed. */
    String said(int stream) throws IOException {
        try {
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int of = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == GOAWAY) {
                    return "goaway " + number(payload, 4);
                } else if (type == RST_STREAM && of == stream) {
                    return "reset " + number(payload, 0);
                } else if (type == HEADERS && of == stream && (flags & END_HEADERS) != 0) {
                    return "status " + decoded(of, flags, payload).status();
                } else if (type == HEADERS) {
                    decoded(of, flags, payload);
                }
            }
        } catch (EOFException | SocketException e) {
            return "closed";
        }
    }

    /** The first line that comes. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /* RFC 9113, 6.2: how a stream depends on others may stand before the block. */
    private Http2Headers decoded(int stream, int flags, byte[] payload) throws IOException {
        ByteBuf bytes = Unpooled.wrappedBuffer(payload);
        if ((flags & PRIORITY) != 0) {
            bytes.skipBytes(PRIORITY_BYTES);
        }
        try {
            return decoder.decodeHeaders(stream, bytes);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private static long number(byte[] payload, int at) {
        return ((payload[at] & 0xffL) << 24)
                | ((payload[at + 1] & 0xff) << 16)
                | ((payload[at + 2] & 0xff) << 8)
                | (payload[at + 3] & 0xff);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
