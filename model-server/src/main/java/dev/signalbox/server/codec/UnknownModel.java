package dev.signalbox.server.codec;

/** A request about another model, or about another version of it, than the one that is here. */
public final class UnknownModel extends RuntimeException {
    UnknownModel(String message) {
        super(message, null, false, false);
    }

    /** The message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
