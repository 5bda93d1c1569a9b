package dev.signalbox.images;

/** An image could not be made; the message says what a person can do about it. */
final class BuildFailed extends Exception {
    BuildFailed(String message) {
        super(message);
    }

    BuildFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
