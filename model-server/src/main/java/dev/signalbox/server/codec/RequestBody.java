package dev.signalbox.server.codec;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request: JSON, and where {@code jsonLength} says so, binary tensors after it. A {@code jsonLength} of 0 is
 * a raw request: nothing but the only input, as one row.
 */
public final class RequestBody {
    /** The header that says how long the JSON is. */
    public static final String LENGTH_HEADER = "Inference-Header-Content-Length";

    private static final int MOST_DIGITS = 10;

    private final byte[] bytes;
    private final int jsonLength;
    private final boolean divided;
    private final Room room;

    private RequestBody(byte[] bytes, int jsonLength, boolean divided, Room room) {
        this.bytes = bytes;
        this.jsonLength = jsonLength;
        this.divided = divided;
        this.room = room;
    }

    /** The same body, whose pictures take their memory from this room. */
    public RequestBody within(Room bounded) {
        return new RequestBody(bytes, jsonLength, divided, bounded);
    }

    Room room() {
        return room;
    }

    /** JSON alone, in bytes that now belong to the body. */
    public static RequestBody json(byte[] bytes) {
        return new RequestBody(bytes, bytes.length, false, Room.UNBOUNDED);
    }

    /** JSON of that length and binary tensors after it, in bytes that now belong to the body. */
    public static RequestBody divided(byte[] bytes, int jsonLength) {
        if (jsonLength < 0 || jsonLength > bytes.length) {
            throw new RequestRefused(LENGTH_HEADER + " must be between 0 and the length of the body, " + bytes.length
                    + ", got " + jsonLength);
        }
        return new RequestBody(bytes, jsonLength, true, Room.UNBOUNDED);
    }

    /** A body as the header with the JSON's length, where there is one, divides it. */
    public static RequestBody of(byte[] bytes, @Nullable String lengthHeader) {
        if (lengthHeader == null) {
            return json(bytes);
        }
        if (!lengthHeader.matches("[0-9]+")) {
            throw new RequestRefused(
                    LENGTH_HEADER + " must be a whole number, got \"" + Fields.cut(lengthHeader) + "\"");
        }
        if (lengthHeader.length() > MOST_DIGITS || Long.parseLong(lengthHeader) > bytes.length) {
            throw new RequestRefused(LENGTH_HEADER + " must be between 0 and the length of the body, " + bytes.length
                    + ", got " + Fields.cut(lengthHeader));
        }
        return divided(bytes, Integer.parseInt(lengthHeader));
    }

    /** How many bytes there are. */
    public int length() {
        return bytes.length;
    }

    boolean isDivided() {
        return divided;
    }

    boolean isRaw() {
        return divided && jsonLength == 0;
    }

    int jsonLength() {
        return jsonLength;
    }

    byte[] bytes() {
        return bytes;
    }
}
