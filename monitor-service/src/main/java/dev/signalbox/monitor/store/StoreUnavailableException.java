package dev.signalbox.monitor.store;

/** The database can not be reached, or can not do it now: the same request may well succeed later. */
public final class StoreUnavailableException extends RuntimeException {
    StoreUnavailableException(Throwable cause) {
        super("the database is not available", cause);
    }
}
