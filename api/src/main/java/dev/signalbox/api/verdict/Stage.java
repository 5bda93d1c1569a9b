package dev.signalbox.api.verdict;

import java.util.Locale;

/** What a candidate gets while it is judged. */
public enum Stage {
    /** A share of the live requests. */
    Live,
    /** Copies of live requests alone, whose answers are thrown away. */
    Shadow;

    /** How it is written in a question to the monitor. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} gave. */
    public static Stage of(String text) {
        for (Stage stage : values()) {
            if (stage.text().equals(text)) {
                return stage;
            }
        }
        throw new IllegalArgumentException("stage must be live or shadow, got \"" + text + "\"");
    }
}
