package dev.signalbox.operator.plan;

import java.util.ArrayList;
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

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return List.copyOf(found);
    }
}
