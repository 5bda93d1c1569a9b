package dev.signalbox.router.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.NoSuchFileException;

/** Says in one bounded line what was wrong with a route. */
final class Trouble {
    private static final int LONGEST = 300;

    private Trouble() {}

    static String of(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = switch (root) {
            case NoSuchFileException missing -> "no such file: " + missing.getMessage();
            case JsonProcessingException json -> json.getOriginalMessage() + place(json);
            default -> root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        };
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static String place(JsonProcessingException json) {
        return json.getLocation() == null
                ? ""
                : " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr();
    }
}
