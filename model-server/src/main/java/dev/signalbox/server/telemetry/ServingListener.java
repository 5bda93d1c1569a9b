package dev.signalbox.server.telemetry;

/** Hears what became of each live request. Called by many threads. */
public interface ServingListener {
    /** The model answered. */
    void answered(Answered answered, long nanos);

    /** The model failed. */
    void failed(long nanos);

    /** The request was wrong, and the model never saw it. */
    void rejected();
}
