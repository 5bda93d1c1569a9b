package dev.signalbox.operator.platform;

/** The platform could not be asked, or did not do it; trying again may help. */
public final class PlatformException extends RuntimeException {
    public PlatformException(String message) {
        super(message);
    }

    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
