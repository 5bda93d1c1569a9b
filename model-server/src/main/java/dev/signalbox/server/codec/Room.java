package dev.signalbox.server.codec;

/** How much memory a request may still take beside its bytes. */
public interface Room {
    /** As much as it wants. */
    Room UNBOUNDED = bytes -> true;

    /** Takes so many bytes; false, and nothing taken, if they are not left. */
    boolean take(long bytes);

    /** There is no room for a request now. */
    final class Full extends RuntimeException {
        private static final long serialVersionUID = 1;

        Full() {
            super("no room", null, false, false);
        }
    }
}
