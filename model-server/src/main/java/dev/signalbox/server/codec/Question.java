package dev.signalbox.server.codec;

import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** An inference request in one of the formats that the server speaks, and how its answer is written in the same. */
public interface Question<A> {
    /** How many bytes there are to read. */
    int length();

    /** Whether reading even a small one takes long. */
    boolean isSlow();

    /** Reads it: a {@link RequestRefused} or {@link UnknownModel} says what is wrong with it. */
    InferRequest read();

    /** Writes the answer to the request that was read. */
    A write(InferRequest request, List<OutputTensor> outputs);
}
