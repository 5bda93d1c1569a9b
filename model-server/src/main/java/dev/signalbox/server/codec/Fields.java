package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** What every part of a request is read with: tokens that must be of a kind, keys that must not come twice. */
final class Fields {
    private static final int SHOWN = 40;

    /* More keys than this are not the protocol's, and remembering them all would be the sender's memory to spend. */
    private static final int MOST_KEYS = 64;

    private Fields() {}

    /** The keys of one object so far. */
    static final class Keys {
        private final Set<String> seen = new HashSet<>();
        private final String where;

        Keys(String where) {
            this.where = where;
        }

        String next(String key) {
            if (!seen.add(key)) {
                throw new RequestRefused(where + " must have a key once, got \"" + cut(key) + "\" twice");
            }
            if (seen.size() > MOST_KEYS) {
                throw new RequestRefused(where + " must have at most " + MOST_KEYS + " keys");
            }
            return key;
        }
    }

    static void require(JsonParser parser, JsonToken token, String where, String what) throws IOException {
        if (parser.currentToken() != token) {
            throw new RequestRefused(where + " must be " + what + ", got " + shown(parser));
        }
    }

    static String text(JsonParser parser, String where) throws IOException {
        require(parser, JsonToken.VALUE_STRING, where, "a text");
        return parser.getText();
    }

    /** The present token as a message shows it. */
    static String shown(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "\"" + cut(parser.getText()) + "\"";
            default -> cut(parser.getText());
        };
    }

    static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
