package dev.signalbox.server.telemetry;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;

/** A request that the model answered, and the answer: every output of the signature, in its order. */
public record Answered(Batch batch, List<OutputTensor> outputs, Tally tally) {
    public Answered {
        outputs = List.copyOf(outputs);
    }

    /** A request and its answer. */
    public static Answered of(Batch batch, List<OutputTensor> outputs) {
        return new Answered(batch, outputs, Tally.of(batch, outputs));
    }
}
