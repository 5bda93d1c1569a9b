package dev.signalbox.server.codec;

/** The bytes of a message, which now belong to it, and the room that its pictures take their memory from. */
public final class MessageBody {
    private final byte[] bytes;
    private final Room room;

    public MessageBody(byte[] bytes, Room room) {
        this.bytes = bytes;
        this.room = room;
    }

    int length() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    Room room() {
        return room;
    }
}
