package dev.signalbox.monitor.http;

/** A request that asks for something impossible; the message names field, value and rule. */
public final class BadRequestException extends RuntimeException {
    /** Refuses a request for this reason. */
    public BadRequestException(String message) {
        super(message);
    }
}
