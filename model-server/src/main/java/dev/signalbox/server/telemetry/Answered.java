package dev.signalbox.server.telemetry;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that the model answered, and the answer: every output of the signature, in its order. */
public record Answered(@Nullable String requestId, Batch batch, List<OutputTensor> outputs, Tally tally) {
    public Answered {
        outputs = List.copyOf(outputs);
    }

    /** A request and its answer. */
    public static Answered of(Batch batch, List<OutputTensor> outputs) {
        return of(null, batch, outputs);
    }

    /** A request of that id and its answer. */
    public static Answered of(@Nullable String requestId, Batch batch, List<OutputTensor> outputs) {
        return new Answered(requestId, batch, outputs, Tally.of(batch, outputs));
    }
}
