package dev.signalbox.server.folder;

/** A model that could not be fetched now, and why, in one line: trying again may help. */
public final class FetchFailed extends Exception {
    public FetchFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** The line. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
