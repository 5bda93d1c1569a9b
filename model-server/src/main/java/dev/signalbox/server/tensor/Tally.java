package dev.signalbox.server.tensor;

import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Signature;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is counted about one answered request: null rows, nulls by output, missing values by input. Zeros are left out. */
public record Tally(int rows, int nullRows, Map<String, Long> nullOutputs, Map<String, Long> missing) {
    public Tally {
        nullOutputs = Map.copyOf(nullOutputs);
        missing = Map.copyOf(missing);
    }

    /** Counts a request and its answer. */
    public static Tally of(Batch batch, List<OutputTensor> outputs) {
        BitSet nullRows = new BitSet();
        Map<String, Long> nullOutputs = new LinkedHashMap<>();
        for (OutputTensor tensor : outputs) {
            long nulls = countNulls(tensor, batch.rows(), nullRows);
            if (nulls > 0) {
                nullOutputs.put(tensor.output().name(), nulls);
            }
        }
        Map<String, Long> missing = new LinkedHashMap<>();
        for (InputTensor tensor : batch.inputs()) {
            if (tensor.elements().missing() > 0) {
                missing.put(tensor.input().name(), (long) tensor.elements().missing());
            }
        }
        return new Tally(batch.rows(), nullRows.cardinality(), nullOutputs, missing);
    }

    /** How sure the model is of the row that it is least sure of; empty if the signature does not say how to tell. */
    public static OptionalDouble confidence(Signature signature, List<OutputTensor> outputs) {
        if (signature.confidenceRule().isEmpty()) {
            return OptionalDouble.empty();
        }
        Confidence rule = signature.confidenceRule().get();
        double least = 1;
        for (OutputTensor tensor : outputs) {
            if (tensor.output().name().equals(rule.output())) {
                for (int i = 0; i < tensor.elements().size(); i++) {
                    least = Math.min(least, rule.of(tensor.elements().number(i)));
                }
            }
        }
        return OptionalDouble.of(least);
    }

    /** The class of the only row: what the first output says that is one, a text, a truth or a whole number, one a row; none if nobody is to see it. */
    public static Optional<String> predicted(List<OutputTensor> outputs) {
        for (OutputTensor tensor : outputs) {
            Datatype type = tensor.output().datatype();
            boolean classes = type == Datatype.BYTES || type == Datatype.BOOL || type.isWhole();
            if (classes && tensor.elements().size() == 1) {
                return tensor.isNull(0) || tensor.output().masked()
                        ? Optional.empty()
                        : Optional.of(text(tensor, (long) tensor.elements().number(0)));
            }
        }
        return Optional.empty();
    }

    private static String text(OutputTensor tensor, long value) {
        return switch (tensor.output().datatype()) {
            case BYTES -> tensor.output().categories().get((int) value);
            case BOOL -> Boolean.toString(value != 0);
            default -> Long.toString(value);
        };
    }

    private static long countNulls(OutputTensor tensor, int rows, BitSet nullRows) {
        int width = Math.max(1, tensor.elements().size() / rows);
        long nulls = 0;
        for (int i = 0; i < tensor.elements().size(); i++) {
            if (tensor.isNull(i)) {
                nulls++;
                nullRows.set(i / width);
            }
        }
        return nulls;
    }
}
