package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a model takes and gives, and how the inputs are packed for it. */
public record Signature(
        Packing packing,
        List<Input> inputs,
        List<Output> outputs,
        @Nullable Confidence confidence) {
    /** The version of {@code signature.json} that this code reads. */
    public static final int VERSION = 1;

    private static final int MOST_TENSORS = 1_000;

    public Signature {
        Require.present("packing", packing);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        Require.within("inputs", inputs.size(), 1, MOST_TENSORS);
        Require.within("outputs", outputs.size(), 1, MOST_TENSORS);
        checkNames("inputs", inputs.stream().map(Input::name).toList());
        checkNames("inputs", inputs.stream().flatMap(Signature::profiled).toList());
        checkNames("outputs", outputs.stream().map(Output::name).toList());
        for (Input input : inputs) {
            checkPacking(packing, input);
        }
        if (confidence != null) {
            checkConfidence(confidence, outputs);
        }
    }

    /** What is counted of a picture, as the endings of its input's name. */
    public static final List<String> OF_IMAGES = List.of(".brightness", ".width", ".height");

    private static Stream<String> profiled(Input input) {
        return input.domain().kind() == InputKind.IMAGE
                ? OF_IMAGES.stream().map(ending -> input.name() + ending)
                : Stream.of(input.name());
    }

    /** Whether any input is a picture. */
    public boolean hasImages() {
        return inputs.stream().anyMatch(input -> input.domain().kind() == InputKind.IMAGE);
    }

    /** The input of that name. */
    public Optional<Input> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    /** The output of that name. */
    public Optional<Output> output(String name) {
        return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
    }

    /** How the model says how sure it is, if it does. */
    public Optional<Confidence> confidenceRule() {
        return Optional.ofNullable(confidence);
    }

    private static void checkNames(String field, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(field + " must have different names, got \"" + name + "\" twice");
            }
        }
    }

    private static void checkPacking(Packing packing, Input input) {
        if (packing == Packing.MATRIX && input.domain().kind() == InputKind.IMAGE) {
            throw new IllegalArgumentException(
                    "inputs." + input.name() + ".kind must not be image for packing \"matrix\"");
        }
        if (packing == Packing.MATRIX
                && (input.shape().rank() > 2 || input.shape().valuesPerRow() < 1)) {
            throw new IllegalArgumentException("inputs." + input.name()
                    + ".shape must be [-1] or [-1, columns] for packing \"matrix\", got " + input.shape());
        }
        if (packing == Packing.TENSORS && input.nullable() && !input.datatype().isFloating()) {
            throw new IllegalArgumentException("inputs." + input.name()
                    + ".nullable needs a floating datatype for packing \"tensors\", where missing is NaN, got "
                    + input.datatype());
        }
    }

    private static void checkConfidence(Confidence confidence, List<Output> outputs) {
        Output output = outputs.stream()
                .filter(o -> o.name().equals(confidence.output()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "confidence.output must name an output, got \"" + confidence.output() + "\""));
        if (!output.datatype().isFloating()) {
            throw new IllegalArgumentException(
                    "confidence.output must be of a floating datatype, got " + output.datatype());
        }
    }
}
