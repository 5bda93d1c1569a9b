package dev.signalbox.server.serving;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What becomes of a request whose answers are of type {@code A}. */
public sealed interface Reply<A> {
    /** The answer, and what is said of it. */
    record Answered<A>(A body, Told told) implements Reply<A> {}

    /**
     * What is said of an answer beside it, for those who do not read it: how sure the model is where it says so, the class that it
     * predicts for a single row, and the inputs that nobody is to see, with commas between them.
     */
    record Told(OptionalDouble confidence, @Nullable String predicted, String masked) {}

    /** No prediction, and the reason for the one who asked. */
    record Refused<A>(Refusal why, String message) implements Reply<A> {}
}
