package dev.signalbox.server.http;

import dev.signalbox.server.codec.RequestRefused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The header by which a client says for how many milliseconds it will wait for its answer. */
final class TimeoutHeader {
    static final String NAME = "timeout";

    private static final long MOST_MILLIS = 3_600_000;
    private static final int MOST_DIGITS = 7;

    private TimeoutHeader() {}

    /** What it says, or the configured timeout where it is not given. */
    static Duration read(@Nullable String value, Duration otherwise) {
        if (value == null) {
            return otherwise;
        }
        long millis = value.matches("[0-9]{1," + MOST_DIGITS + "}") ? Long.parseLong(value) : -1;
        if (millis < 1 || millis > MOST_MILLIS) {
            throw new RequestRefused(NAME + " must be a whole number of milliseconds between 1 and " + MOST_MILLIS
                    + ", got \"" + (value.length() <= 40 ? value : value.substring(0, 40) + "...") + "\"");
        }
        return Duration.ofMillis(millis);
    }
}
