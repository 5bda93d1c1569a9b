package dev.signalbox.operator.machine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person asks for by the annotation {@code signalbox.dev/command}: a word, and after {@code @} whatever tells this request
 * from an earlier one of the same word.
 *
 * @param optioned whether it came with the one option that its word has
 */
public record Command(String text, Word word, boolean optioned) {
    /** The annotation. */
    public static final String ANNOTATION = "signalbox.dev/command";

    private static final int LONGEST = 128;
    private static final Pattern FORM = Pattern.compile(
            "(promote|abort|pause|resume|retry|undo|retrain|adopt)( --full| --dry-run| --drop)?(@[A-Za-z0-9_.:+-]{1,64})?");

    /** What can be asked for. */
    public enum Word {
        /** Lets the candidate through the gate that it is at; {@code --full}: to all requests. */
        PROMOTE,
        /** Takes the candidate back. */
        ABORT,
        /** Stops the rollout where it is. */
        PAUSE,
        /** Goes on after a pause. */
        RESUME,
        /** Tries again what was taken back. */
        RETRY,
        /** Gives all requests back to the previous version, which is still warm. */
        UNDO,
        /** Trains a new version; {@code --dry-run}: says what that would do. */
        RETRAIN,
        /** Asks for the version that was trained last; {@code --drop}: no more for the one that is asked for. */
        ADOPT;

        /** The word as it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Bounded, so that it can be remembered. */
    static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** The command of an annotation; empty where it is none. */
    public static Optional<Command> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Word word = Word.valueOf(form.group(1).toUpperCase(Locale.ROOT));
        String option = form.group(2);
        String own = switch (word) {
            case PROMOTE -> " --full";
            case RETRAIN -> " --dry-run";
            case ADOPT -> " --drop";
            default -> null;
        };
        return option != null && !option.equals(own)
                ? Optional.empty()
                : Optional.of(new Command(text, word, option != null));
    }
}
