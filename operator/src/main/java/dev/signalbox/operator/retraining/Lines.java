package dev.signalbox.operator.retraining;

/** Texts of others, bounded so that they can be remembered. */
final class Lines {
    private Lines() {}

    /** The text in one line, cut where it is longer. */
    static String bounded(String text, int most) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= most ? line : line.substring(0, most - 3) + "...";
    }

    /** The end of a text, line by line. */
    static String tail(String text, int most) {
        String stripped = text.strip();
        return stripped.length() <= most ? stripped : "..." + stripped.substring(stripped.length() - most + 3);
    }
}
