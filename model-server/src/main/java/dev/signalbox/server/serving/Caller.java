package dev.signalbox.server.serving;

import org.jspecify.annotations.Nullable;

/** Who asks for an inference, and until when the answer, of type {@code A}, is wanted. Times are readings of the server's nanosecond clock. */
public interface Caller<A> {
    /** The id that the request came with, if it did. */
    @Nullable
    String requestId();

    /** By what the user who asks is told apart from others, where the router said so. */
    default @Nullable String unit() {
        return null;
    }

    /** When the request was here as a whole. */
    long arrived();

    /** From when on the answer is not wanted. */
    long deadline();

    /** Whether the client is gone, so that nobody would hear the answer. */
    boolean gone();

    /** Takes the answer: exactly once, on any thread. */
    void answer(Reply<A> reply);
}
