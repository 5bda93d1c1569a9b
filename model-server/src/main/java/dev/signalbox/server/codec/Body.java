package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** The bytes of one request, and parsers over them. */
final class Body {
    private final JsonFactory json;
    private final byte[] bytes;

    Body(JsonFactory json, byte[] bytes) {
        this.json = json;
        this.bytes = bytes;
        /* Jackson would guess UTF-16 and UTF-32 from these, where offsets into the bytes are not known; and JSON between
         * systems is UTF-8 (RFC 8259, 8.1). */
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || (bytes[i] & 0xFE) == 0xFE) {
                throw new RequestRefused("body must be JSON in UTF-8");
            }
        }
    }

    JsonParser parser() throws IOException {
        return json.createParser(bytes);
    }

    JsonParser parserFrom(long offset) throws IOException {
        int from = Math.toIntExact(offset);
        return json.createParser(bytes, from, bytes.length - from);
    }
}
