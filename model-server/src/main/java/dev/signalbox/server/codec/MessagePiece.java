package dev.signalbox.server.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part of a message of protobuf: bytes of an array that is the whole message's. */
final class MessagePiece {
    private static final int NONE = 0;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    private MessagePiece(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    static MessagePiece whole(byte[] message) {
        return new MessagePiece(message, 0, message.length);
    }

    int length() {
        return length;
    }

    /** Its bytes, little-endian. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many numbers of variable length there are, one after the other: the last byte of each is the one without its highest bit. */
    int varints() {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += bytes[i] >= 0 ? 1 : 0;
        }
        return count;
    }

    /** The number of the field of a tag, if it has a length before it; as anything else, the field is an unknown one. */
    static int delimited(int tag) {
        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                ? WireFormat.getTagFieldNumber(tag)
                : NONE;
    }

    CodedInputStream stream() {
        return CodedInputStream.newInstance(bytes, offset, length);
    }

    /** Passes over a field. */
    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }

    /** The piece of this one that the stream over it, which stands before its length, goes on with. */
    MessagePiece next(CodedInputStream in) throws IOException {
        int size = in.readRawVarint32();
        int at = in.getTotalBytesRead();
        in.skipRawBytes(size);
        return new MessagePiece(bytes, offset + at, size);
    }
}
