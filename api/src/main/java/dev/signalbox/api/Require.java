package dev.signalbox.api;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that contract records make in their constructors; every message names the field, the rule and the value. */
public final class Require {
    /* A longer value is cut in a message: messages end up in logs and answers, and those are bounded too. */
    private static final int SHOWN = 80;

    private Require() {}

    /** Returns the value if it is there. */
    public static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is required");
        }
        return value;
    }

    /** Returns the text if it matches the pattern as a whole. */
    public static String matching(String field, @Nullable String value, Pattern pattern, String rule) {
        String text = present(field, value);
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(field + " must be " + rule + ", got \"" + shown(text) + "\"");
        }
        return text;
    }

    /** Returns the number if it is within both limits, limits included. */
    public static long within(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + " must be between " + low + " and " + high + ", got " + value);
        }
        return value;
    }

    /** Returns the number if it is within both limits, limits included, and is a number at all. */
    public static double within(String field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(field + " must be between " + low + " and " + high + ", got " + value);
        }
        return value;
    }

    /** Returns the text if it is not longer than the limit, in UTF-16 units. */
    public static String atMost(String field, int limit, @Nullable String value) {
        String text = present(field, value);
        if (text.length() > limit) {
            throw new IllegalArgumentException(
                    field + " must have at most " + limit + " characters, got " + text.length());
        }
        return text;
    }

    /** Refuses a collection with more elements than the limit. */
    public static void atMost(String field, int limit, Collection<?> values) {
        if (values.size() > limit) {
            throw new IllegalArgumentException(
                    field + " must have at most " + limit + " elements, got " + values.size());
        }
    }

    /** Refuses a map with more entries than the limit. */
    public static void atMost(String field, int limit, Map<?, ?> values) {
        if (values.size() > limit) {
            throw new IllegalArgumentException(
                    field + " must have at most " + limit + " entries, got " + values.size());
        }
    }

    /** Refuses a document of a version that this code does not read. */
    public static int version(String document, int version, int supported) {
        if (version != supported) {
            throw new IllegalArgumentException(document + ".v must be " + supported + ", got " + version);
        }
        return version;
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }
}
