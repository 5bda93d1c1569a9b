package dev.signalbox.server.serving;

import dev.signalbox.server.batching.Waiting;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** An inference on its way through the queue; exactly one of the methods that end it is called, once. */
interface Job extends Waiting {
    /** The rows. */
    Batch batch();

    /** The model that answers them. */
    ModelRunner runner();

    /** It runs, as the first of so many requests with so many rows together. */
    void leads(int requests, int rows);

    /** The end: the model answered. */
    void answered(List<OutputTensor> outputs);

    /** The end: the model failed, on these rows alone. */
    void failed(Throwable cause);

    /** The end: its deadline passed in the queue. */
    void expired();

    /** The end: the client went away. */
    void forsaken();
}
