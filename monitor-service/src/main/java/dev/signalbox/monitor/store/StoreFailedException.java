package dev.signalbox.monitor.store;

/** The database refused what it was asked to do; asking again would not help. */
public final class StoreFailedException extends RuntimeException {
    StoreFailedException(Throwable cause) {
        super("the database refused a statement", cause);
    }
}
