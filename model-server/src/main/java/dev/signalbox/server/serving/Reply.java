package dev.signalbox.server.serving;

import java.util.OptionalDouble;

/** What becomes of a request whose answers are of type {@code A}. */
public sealed interface Reply<A> {
    /** The answer, and how sure the model is where it says so. */
    record Answered<A>(A body, OptionalDouble confidence) implements Reply<A> {}

    /** No prediction, and the reason for the one who asked. */
    record Refused<A>(Refusal why, String message) implements Reply<A> {}
}
