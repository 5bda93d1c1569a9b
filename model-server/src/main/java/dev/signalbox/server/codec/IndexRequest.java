package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A request for the repository's index: whether it is for those models alone that are ready. */
public record IndexRequest(boolean readyOnly) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a body, which may be empty. */
    public static IndexRequest read(byte[] body) {
        boolean readyOnly = false;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                return new IndexRequest(false);
            }
            Fields.require(parser, JsonToken.START_OBJECT, "body", "a JSON object");
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (key.equals("ready")) {
                    if (!value.isBoolean()) {
                        throw new RequestRefused("ready must be true or false, got " + Fields.shown(parser));
                    }
                    readyOnly = value == JsonToken.VALUE_TRUE;
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException malformed) {
            throw new RequestRefused("body must be well-formed JSON");
        }
        return new IndexRequest(readyOnly);
    }
}
