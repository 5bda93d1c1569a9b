package dev.signalbox.monitor.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** Documents as the database keeps them, as JSON. Thread safe. */
@Singleton
public class StoredDocuments {
    /* A NUL is written as an escape, which PostgreSQL's jsonb refuses. The backslash of one is not itself escaped. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private final ObjectMapper json;

    StoredDocuments(ObjectMapper json) {
        this.json = json;
    }

    /** The text that is stored: what the database can not hold is replaced. */
    public String write(Object document) {
        try {
            String text = StorableText.of(json.writeValueAsString(document));
            return NUL.matcher(text).replaceAll("$1\\\\ufffd");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(name(document.getClass()) + " could not be written as JSON", e);
        }
    }

    /** What was stored. */
    public <T> T read(String document, Class<T> type) {
        try {
            return json.readValue(document, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + name(type) + " could not be read", e);
        }
    }

    private static String name(Class<?> type) {
        return type.getSimpleName();
    }
}
