package dev.signalbox.server.codec;

import dev.signalbox.server.tensor.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is right: its rows, the outputs that it wants in the order of the answer, and its id if it has one. */
public record InferRequest(@Nullable String id, Batch batch, List<WantedOutput> wanted) {
    public InferRequest {
        wanted = List.copyOf(wanted);
    }
}
