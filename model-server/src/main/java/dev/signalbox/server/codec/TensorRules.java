package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.InputTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the tensors of a request must be by the model's signature, whatever format they come in. */
final class TensorRules {
    private static final int NAMES_SHOWN = 10;

    private final Signature signature;
    private final RequestLimits limits;

    TensorRules(Signature signature, RequestLimits limits) {
        this.signature = signature;
        this.limits = limits;
    }

    Signature signature() {
        return signature;
    }

    /** The input that is declared with a name and a datatype; {@code position} is where the request names it. */
    Input input(String position, String name, String datatype) {
        Input input = signature
                .input(name)
                .orElseThrow(() -> new RequestRefused(
                        position + ".name must be one of " + names() + ", got \"" + Fields.cut(name) + "\""));
        if (!Datatype.named(datatype).equals(Optional.of(input.datatype()))) {
            throw new RequestRefused("input \"" + name + "\" datatype must be " + input.datatype() + ", got \""
                    + Fields.cut(datatype) + "\"");
        }
        return input;
    }

    /** Refuses a shape that is not one of those declared, or that has too many rows; no size is negative. */
    void checkShape(Input input, List<Long> sizes) {
        String where = "input \"" + input.name() + "\" shape";
        if (!input.shape().fits(sizes)) {
            throw new RequestRefused(where + " must be " + input.shape() + ", -1 for any size, got " + sizes);
        }
        if (sizes.getFirst() < 1 || sizes.getFirst() > limits.rows()) {
            throw new RequestRefused(where + " must begin with 1 to " + limits.rows() + " rows, got " + sizes);
        }
    }

    /** Refuses an input that is there already: so there can not be more of them than the signature has. */
    static void checkOnce(List<InputTensor> inputs, InputTensor next) {
        for (InputTensor other : inputs) {
            if (other.input().name().equals(next.input().name())) {
                throw new RequestRefused("input \"" + next.input().name() + "\" must be given once, got it twice");
            }
        }
    }

    /** The output of a name; {@code where} is where the request names it. */
    Output output(String where, String name) {
        return signature
                .output(name)
                .orElseThrow(() -> new RequestRefused(where + ".name must be one of "
                        + signature.outputs().stream().map(Output::name).toList() + ", got \"" + Fields.cut(name)
                        + "\""));
    }

    static RequestRefused outputTwice(Output output) {
        return new RequestRefused("output \"" + output.name() + "\" must be asked for once, got it twice");
    }

    static String id(String id) {
        if (id.length() > RequestLimits.LONGEST_ID) {
            throw new RequestRefused(
                    "id must have at most " + RequestLimits.LONGEST_ID + " characters, got " + id.length());
        }
        return id;
    }

    /** The inputs in the signature's order, all of them, all with the same rows. */
    Batch batch(List<InputTensor> given) {
        InputTensor[] ordered = new InputTensor[signature.inputs().size()];
        for (int i = 0; i < ordered.length; i++) {
            Input input = signature.inputs().get(i);
            InputTensor tensor = i < given.size() && given.get(i).input().name().equals(input.name())
                    ? given.get(i)
                    : given.stream()
                            .filter(t -> t.input().name().equals(input.name()))
                            .findFirst()
                            .orElseThrow(() -> new RequestRefused("input \"" + input.name() + "\" is missing"));
            ordered[i] = tensor;
            long rows = ordered[0].shape().getFirst();
            if (tensor.shape().getFirst() != rows) {
                throw new RequestRefused("input \"" + input.name() + "\" must have as many rows as input \""
                        + ordered[0].input().name() + "\", " + rows + ", got "
                        + tensor.shape().getFirst());
            }
        }
        return new Batch(Math.toIntExact(ordered[0].shape().getFirst()), Arrays.asList(ordered));
    }

    private String names() {
        return signature.inputs().stream()
                .limit(NAMES_SHOWN)
                .map(Input::name)
                .collect(Collectors.joining(
                        ", ", "\"", signature.inputs().size() > NAMES_SHOWN ? " and others\"" : "\""));
    }
}
