package dev.signalbox.server.codec;

/** A request that is wrong, and what is wrong with it: for the one who sent it. */
public final class RequestRefused extends RuntimeException {
    private static final int LONGEST = 500;

    /** A message that names tensor, value and rule; it is cut where it is very long. */
    public RequestRefused(String message) {
        /* No stack trace: this is an answer, and wrong requests may be many. */
        super(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...", null, false, false);
    }

    /** The message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
