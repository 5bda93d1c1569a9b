package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The bytes of one request: parsers over its JSON, and its binary tensors, taken in their order. */
final class Body {
    private final JsonFactory json;
    private final RequestBody request;
    private final @Nullable PictureReader pictures;
    private int taken;

    Body(JsonFactory json, RequestBody request, @Nullable PictureReader pictures) {
        this.json = json;
        this.request = request;
        this.pictures = pictures;
        this.taken = request.jsonLength();
        /* Jackson would guess UTF-16 and UTF-32 from these, where offsets into the bytes are not known; and JSON between
         * systems is UTF-8 (RFC 8259, 8.1). */
        byte[] bytes = request.bytes();
        for (int i = 0; i < Math.min(4, request.jsonLength()); i++) {
            if (bytes[i] == 0 || (bytes[i] & 0xFE) == 0xFE) {
                throw new RequestRefused("body must be JSON in UTF-8");
            }
        }
    }

    /** What reads its pictures; none where the signature has none. */
    @Nullable
    PictureReader pictures() {
        return pictures;
    }

    JsonParser parser() throws IOException {
        return json.createParser(request.bytes(), 0, request.jsonLength());
    }

    JsonParser parserFrom(long offset) throws IOException {
        int from = Math.toIntExact(offset);
        return json.createParser(request.bytes(), from, request.jsonLength() - from);
    }

    /** The next binary tensor's bytes, little-endian. */
    ByteBuffer take(String input, long size) {
        if (!request.isDivided()) {
            throw new RequestRefused(RequestBody.LENGTH_HEADER + " is required: input \"" + input
                    + "\" has binary_data_size, and where its bytes begin is not known");
        }
        int left = request.bytes().length - taken;
        if (size > left) {
            throw new RequestRefused("input \"" + input + "\" binary_data_size must be at most " + left
                    + ", the bytes that are left of the body, got " + size);
        }
        int length = (int) size;
        ByteBuffer bytes =
                ByteBuffer.wrap(request.bytes(), taken, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        taken += length;
        return bytes;
    }

    /** Refuses bytes that belong to no tensor. */
    void checkTaken() {
        int left = request.bytes().length - taken;
        if (left > 0) {
            throw new RequestRefused("body must end after its last binary tensor, got " + left + " bytes after it");
        }
    }
}
