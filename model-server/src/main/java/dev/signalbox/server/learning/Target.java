package dev.signalbox.server.learning;

import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a model is trained for: which output says how likely each class is, and what the classes are called. {@code answer} is the
 * output that says the class itself, -1 where none does.
 */
public record Target(int output, int answer, List<String> classes, boolean binary) {
    private static final double HALF = 0.5;
    private static final int NONE = -1;
    private static final int MOST_CLASSES = 1_000;

    public Target {
        classes = List.copyOf(classes);
    }

    /** The target by a signature: a probability of one of two classes, or an output with a value for each class. */
    public static Target of(Signature signature) {
        List<Output> outputs = signature.outputs();
        int answer = first(outputs, Target::isClass);
        Confidence confidence = signature.confidence();
        if (confidence != null && confidence.kind() == Confidence.Kind.BINARY_PROBABILITY) {
            int output = first(outputs, one -> one.name().equals(confidence.output()));
            if (outputs.get(output).shape().valuesPerRow() == 1) {
                return new Target(output, answer, classes(outputs, answer, 2), true);
            }
        }
        int scores =
                first(outputs, one -> one.datatype().isFloating() && one.shape().valuesPerRow() > 1);
        if (scores == NONE) {
            throw new IllegalArgumentException(
                    "signature.json must say what is trained: confidence of kind binaryProbability,"
                            + " or a floating output of shape [-1, classes], got neither");
        }
        int count = outputs.get(scores).shape().valuesPerRow();
        if (count > MOST_CLASSES) {
            throw new IllegalArgumentException("outputs." + outputs.get(scores).name() + " must have at most "
                    + MOST_CLASSES + " values a row to be trained, got " + count);
        }
        return new Target(scores, answer, classes(outputs, answer, count), false);
    }

    private static boolean isClass(Output output) {
        return output.shape().valuesPerRow() == 1
                && (!output.categories().isEmpty() || output.datatype().isWhole());
    }

    private static int first(List<Output> outputs, Predicate<Output> wanted) {
        return IntStream.range(0, outputs.size())
                .filter(i -> wanted.test(outputs.get(i)))
                .findFirst()
                .orElse(NONE);
    }

    private static List<String> classes(List<Output> outputs, int answer, int count) {
        List<String> named = answer == NONE ? List.of() : outputs.get(answer).categories();
        if (named.isEmpty()) {
            return IntStream.range(0, count).mapToObj(Integer::toString).toList();
        }
        if (named.size() != count) {
            throw new IllegalArgumentException("outputs." + outputs.get(answer).name() + ".categories must be the "
                    + count + " classes, got " + named.size());
        }
        return named;
    }

    /** The class that a label names, if it names one: truth is 1 or 0, a number is written without decimals. */
    public OptionalInt classOf(@Nullable Object label) {
        String name = switch (label) {
            case null -> "";
            case Boolean truth -> truth ? "1" : "0";
            case Number number
            when number.doubleValue() == Math.rint(number.doubleValue()) ->
                String.format(Locale.ROOT, "%d", number.longValue());
            default -> String.valueOf(label);
        };
        int found = classes.indexOf(name);
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /** What the model answered to a row; empty where it answered null. */
    public OptionalInt answered(List<OutputTensor> outputs, int row) {
        if (answer != NONE) {
            OutputTensor said = outputs.get(answer);
            return said.isNull(row)
                    ? OptionalInt.empty()
                    : OptionalInt.of((int) said.elements().number(row));
        }
        Elements values = outputs.get(output).elements();
        if (binary) {
            return values.isNull(row) ? OptionalInt.empty() : OptionalInt.of(values.number(row) >= HALF ? 1 : 0);
        }
        int best = NONE;
        for (int i = 0; i < classes.size(); i++) {
            int place = row * classes.size() + i;
            if (!values.isNull(place)
                    && (best == NONE || values.number(place) > values.number(row * classes.size() + best))) {
                best = i;
            }
        }
        return best == NONE ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** The classes, for people. */
    public String shown() {
        return classes.size() <= 10
                ? String.join(", ", classes)
                : String.join(", ", classes.subList(0, 10)) + " and " + (classes.size() - 10) + " more";
    }
}
