package dev.signalbox.server.codec;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer: JSON, and where it has a {@code jsonLength}, binary tensors after so many bytes of it. */
public final class Answer {
    private final byte[] bytes;
    private final @Nullable Integer jsonLength;

    private Answer(byte[] bytes, @Nullable Integer jsonLength) {
        this.bytes = bytes;
        this.jsonLength = jsonLength;
    }

    /** JSON alone, in bytes that now belong to the answer. */
    public static Answer json(byte[] bytes) {
        return new Answer(bytes, null);
    }

    /** JSON of that length and binary tensors after it, in bytes that now belong to the answer. */
    static Answer divided(byte[] bytes, int jsonLength) {
        return new Answer(bytes, jsonLength);
    }

    /** The bytes: not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** How long the JSON is, if binary tensors come after it. */
    public OptionalInt jsonLength() {
        return jsonLength == null ? OptionalInt.empty() : OptionalInt.of(jsonLength);
    }
}
