package dev.signalbox.server.batching;

/** A request that waits for the model. Times are readings of one clock that only rises, in nanoseconds. */
public interface Waiting {
    /** What its rows look like. */
    RowShape shape();

    /** How many rows it has. */
    int rows();

    /** When it was here as a whole. */
    long arrived();

    /** From when on nobody wants its answer. */
    long deadline();

    /** Whether the one who asked is gone. */
    boolean abandoned();
}
