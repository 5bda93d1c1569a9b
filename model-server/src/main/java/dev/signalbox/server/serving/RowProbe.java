package dev.signalbox.server.serving;

import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Looks for the shape of a row that a model answers, where no signature says what its rows look like. */
final class RowProbe {
    /* The usual ones, tried one after the other: rows of numbers up to some width, pictures, a number. A wrong one is an exception
     * of the model, and costs little. */
    private static final long WIDEST = 1_024;
    private static final long LONGEST_NANOS = 3_000_000_000L;
    private static final int ROWS = 2;
    private static final List<List<Long>> PICTURES = List.of(
            List.of(3L, 224L, 224L),
            List.of(3L, 32L, 32L),
            List.of(1L, 28L, 28L),
            List.of(1L, 224L, 224L),
            List.of(3L, 299L, 299L),
            List.of(3L, 384L, 384L));

    private RowProbe() {}

    /** The sizes within a row that all inputs may have; empty if none was found in time. */
    static Optional<List<Long>> find(ModelRunner runner, Signature signature, LongSupplier nanoClock) {
        long until = nanoClock.getAsLong() + LONGEST_NANOS;
        return Stream.of(
                        LongStream.rangeClosed(1, WIDEST).mapToObj(List::of),
                        PICTURES.stream(),
                        Stream.of(List.<Long>of(), List.of(1L, 1L)))
                .flatMap(all -> all)
                .takeWhile(row -> nanoClock.getAsLong() < until)
                .filter(row -> answers(runner, signature, row))
                .findFirst();
    }

    private static boolean answers(ModelRunner runner, Signature signature, List<Long> row) {
        List<InputTensor> inputs = new ArrayList<>();
        for (Input input : signature.inputs()) {
            List<Long> shape = new ArrayList<>(List.of((long) ROWS));
            shape.addAll(row);
            int size = ROWS * row.stream().mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
            inputs.add(new InputTensor(input, shape, Elements.Floats.over(new float[size])));
        }
        try {
            return !runner.run(List.of(new Batch(ROWS, inputs))).isEmpty();
        } catch (ModelFailed another) {
            return false;
        }
    }
}
