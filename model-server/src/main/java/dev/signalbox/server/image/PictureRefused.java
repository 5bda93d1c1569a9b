package dev.signalbox.server.image;

/** Bytes are no picture that can be taken; the text is the rule that they break. */
public final class PictureRefused extends Exception {
    private static final long serialVersionUID = 1;

    PictureRefused(String rule) {
        super(rule, null, false, false);
    }

    /** The rule. */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
