package dev.signalbox.operator.platform;

/** The platform could not be asked, or did not do it; trying again may help. */
public final class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean stale;

    public PlatformException(String message) {
        super(message);
        this.stale = false;
    }

    public PlatformException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private PlatformException(String message, Throwable cause, boolean stale) {
        super(message, cause);
        this.stale = stale;
    }

    /** What was decided rests on something that has changed meanwhile: it is looked at again at once. */
    public static PlatformException stale(String message, Throwable cause) {
        return new PlatformException(message, cause, true);
    }

    /** Whether nothing is wrong but that something has changed meanwhile. */
    public boolean stale() {
        return stale;
    }
}
