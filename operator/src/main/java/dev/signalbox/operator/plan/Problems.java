package dev.signalbox.operator.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong while a spec is read, so that a user sees all of it at once. Not thread safe. */
final class Problems {
    private static final int MOST = 20;

    private final List<Problem> found = new ArrayList<>();

    /** Notes a problem: the sentence is the field followed by the rest. */
    void add(String field, String rest) {
        if (found.size() < MOST) {
            found.add(new Problem(field, field + " " + rest));
        }
    }

    /** Notes a problem whose sentence is complete. */
    void sentence(String field, String sentence) {
        if (found.size() < MOST) {
            found.add(new Problem(field, sentence));
        }
    }

    /** What the reader returns, or null with its objection noted. */
    <T> @Nullable T reading(String field, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            sentence(field, message.startsWith(field) ? message : field + ": " + message);
            return null;
        }
    }

    /** The duration that a text says, or the fallback where it says none. */
    Duration duration(String field, @Nullable String text, Duration fallback, Duration most) {
        if (text == null) {
            return fallback;
        }
        Duration read = reading(field, () -> Durations.parse(field, text, Duration.ZERO, most));
        return read == null ? fallback : read;
    }

    /** The word of a closed set, or the fallback where there is none. */
    <E extends Enum<E>> E oneOf(String field, @Nullable String text, E[] values, E fallback) {
        if (text == null) {
            return fallback;
        }
        for (E value : values) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        List<String> names = Arrays.stream(values).map(Enum::name).toList();
        int last = names.size() - 1;
        String known = String.join(", ", names.subList(0, last)) + " or " + names.get(last);
        add(field, "must be " + known + ", but is \"" + Durations.shown(text) + "\"");
        return fallback;
    }

    /** Notes a number out of its range; what is not given is in it. */
    void within(String field, @Nullable Integer number, int least, int most) {
        if (number != null && (number < least || number > most)) {
            add(field, "must be between " + least + " and " + most + ", but is " + number);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return List.copyOf(found);
    }
}
