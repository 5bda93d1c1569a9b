package dev.signalbox.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.signalbox.server.codec.RequestRefused;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A message as it is sent: whether it is compressed, how long it is, its bytes. */
final class GrpcFrame {
    /** How many bytes come before a message. */
    static final int PREFIX = 5;

    private static final int LENGTH_AT = 1;

    private final boolean compressed;
    private final byte[] message;

    private GrpcFrame(boolean compressed, byte[] message) {
        this.compressed = compressed;
        this.message = message;
    }

    boolean compressed() {
        return compressed;
    }

    /** The bytes of the message: not a copy. */
    byte[] message() {
        return message;
    }

    /** The only message of a call's body. */
    static GrpcFrame only(byte[] body) {
        if (body.length < PREFIX) {
            throw new RequestRefused("call must carry one message, got " + body.length + " bytes");
        }
        byte flag = body[0];
        if (flag != 0 && flag != 1) {
            throw new RequestRefused("message must begin with 0 or 1, compressed or not, got " + flag);
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(body).getInt(LENGTH_AT));
        if (length != body.length - PREFIX) {
            throw new RequestRefused("call must carry one message of as many bytes as it says, " + length + ", got "
                    + (body.length - PREFIX));
        }
        return new GrpcFrame(flag == 1, Arrays.copyOfRange(body, PREFIX, body.length));
    }

    /** A message, not compressed. */
    static Buffer of(MessageLite message) {
        int size = message.getSerializedSize();
        byte[] bytes = new byte[Math.addExact(PREFIX, size)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, PREFIX, size);
        try {
            message.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        }
        return Buffer.buffer(bytes).setInt(LENGTH_AT, size);
    }
}
