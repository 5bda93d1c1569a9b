package dev.signalbox.server.folder;

/** A model that can not be served, and why, in one line: trying again will not help. */
public final class LoadRefused extends Exception {
    private static final int LONGEST = 1_000;

    public LoadRefused(String message) {
        super(oneLine(message));
    }

    public LoadRefused(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** The line. */
    public String text() {
        return String.valueOf(getMessage());
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
