package dev.signalbox.server.telemetry;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that the model answered, and the answer: every output of the signature, in its order. */
public record Answered(Origin origin, Batch batch, List<OutputTensor> outputs, Tally tally) {
    public Answered {
        outputs = List.copyOf(outputs);
    }

    /** A request and its answer. */
    public static Answered of(Batch batch, List<OutputTensor> outputs) {
        return of(Origin.UNKNOWN, batch, outputs);
    }

    /** Which request it was, and whose: the id and the router's word for the user, where they are known. */
    public record Origin(
            @Nullable String requestId, @Nullable String unit) {
        /** Nothing is known. */
        public static final Origin UNKNOWN = new Origin(null, null);
    }

    /** A request of that origin and its answer. */
    public static Answered of(Origin origin, Batch batch, List<OutputTensor> outputs) {
        return new Answered(origin, batch, outputs, Tally.of(batch, outputs));
    }
}
