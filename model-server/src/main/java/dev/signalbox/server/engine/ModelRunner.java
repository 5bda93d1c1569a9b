package dev.signalbox.server.engine;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** Answers rows with a model. Thread safe. */
public interface ModelRunner extends AutoCloseable {
    /**
     * Answers the rows of several requests in one run of the model: for each request, in order, all outputs of the signature, in
     * its order. Rows of all of them have the same shape. {@link ModelFailed} if the model does not give them; then it is not
     * known whose rows it failed on.
     */
    List<List<OutputTensor>> run(List<Batch> batches);

    /** Answers the rows of one request. */
    default List<OutputTensor> run(Batch batch) {
        return run(List.of(batch)).getFirst();
    }

    @Override
    void close();
}
