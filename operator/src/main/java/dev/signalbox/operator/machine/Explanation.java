package dev.signalbox.operator.machine;

/** Why it is as it is: one word of the catalogue, and one line for people, which is bounded. */
public record Explanation(Reason reason, String message) {
    private static final int LONGEST = 1_000;

    public Explanation {
        String line = message.replaceAll("\\s+", " ").strip();
        message = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
