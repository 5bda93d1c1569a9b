package dev.signalbox.server.serving;

import dev.signalbox.server.codec.AnswerWriter;
import java.util.OptionalDouble;

/** An answer to a request: its status, its JSON document, and how sure the model is where it says so. */
public record Reply(int status, Json body, OptionalDouble confidence) {
    /** The status of a request that is wrong. */
    public static final int WRONG = 400;

    /** The status of a model that failed. */
    public static final int FAILED = 500;

    /** A document's bytes. */
    public static final class Json {
        private final byte[] bytes;

        /** These bytes, which now belong to it. */
        public Json(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes: not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    static Reply error(int status, String message) {
        return new Reply(status, new Json(AnswerWriter.error(message)), OptionalDouble.empty());
    }
}
