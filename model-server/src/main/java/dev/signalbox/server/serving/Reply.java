package dev.signalbox.server.serving;

import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.OutputTensor;
import dev.signalbox.server.tensor.Tally;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of a request whose answers are of type {@code A}. */
public sealed interface Reply<A> {
    /** The answer, and what is said of it. */
    record Answered<A>(A body, Told told) implements Reply<A> {}

    /**
     * What is said of an answer beside it, for those who do not read it: how sure the model is where it says so, the class that it
     * predicts for a single row, and the inputs and outputs that nobody is to see, with commas between them. A class that nobody
     * is to see is not told.
     */
    record Told(OptionalDouble confidence, @Nullable String predicted, String masked) {
        /** What is said of these outputs. */
        static Told of(Signature signature, int rows, List<OutputTensor> outputs) {
            Stream<String> inputs =
                    signature.inputs().stream().filter(Input::masked).map(Input::name);
            Stream<String> answers =
                    signature.outputs().stream().filter(Output::masked).map(Output::name);
            return new Told(
                    Tally.confidence(signature, outputs),
                    rows == 1 ? Tally.predicted(outputs).orElse(null) : null,
                    Stream.concat(inputs, answers).distinct().collect(Collectors.joining(",")));
        }
    }

    /** No prediction, and the reason for the one who asked. */
    record Refused<A>(Refusal why, String message) implements Reply<A> {}
}
