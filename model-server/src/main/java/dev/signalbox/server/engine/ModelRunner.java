package dev.signalbox.server.engine;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** Answers rows with a model. Thread safe. */
public interface ModelRunner extends AutoCloseable {
    /** All outputs of the signature, in its order; {@link ModelFailed} if the model does not give them. */
    List<OutputTensor> run(Batch batch);

    @Override
    void close();
}
