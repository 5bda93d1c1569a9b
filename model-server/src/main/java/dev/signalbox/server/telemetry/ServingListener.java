package dev.signalbox.server.telemetry;

import dev.signalbox.server.tensor.Tally;

/** Hears what became of each live request. Called by many threads. */
public interface ServingListener {
    /** The model answered. */
    void answered(Tally tally, long nanos);

    /** The model failed. */
    void failed(long nanos);

    /** The request was wrong, and the model never saw it. */
    void rejected();
}
