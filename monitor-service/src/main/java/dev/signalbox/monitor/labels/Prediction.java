package dev.signalbox.monitor.labels;

import dev.signalbox.api.sample.InferenceRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a version answered to a request of one row: a class, or a number. {@code probability} is that of the positive class, where
 * an output says it.
 */
public record Prediction(
        String output,
        @Nullable String answer,
        @Nullable Double number,
        @Nullable Double probability) {
    private static final double HALF = 0.5;

    /**
     * The first output that is a class: a text, a truth or a whole number; else the first number. Empty for requests of several
     * rows, of which feedback can not say which it is about, and where everything is withheld.
     */
    public static Optional<Prediction> of(InferenceRecord record) {
        if (record.rows() != 1) {
            return Optional.empty();
        }
        Optional<Prediction> number = Optional.empty();
        for (Map.Entry<String, List<@Nullable Object>> output : record.outputs().entrySet()) {
            if (output.getValue().size() != 1) {
                continue;
            }
            Object element = output.getValue().getFirst();
            if (element instanceof Double value) {
                number = number.isPresent()
                        ? number
                        : Optional.of(new Prediction(output.getKey(), null, value, probability(value)));
            } else {
                return Optional.of(new Prediction(output.getKey(), name(element), null, probability(record)));
            }
        }
        return number;
    }

    private static @Nullable Double probability(InferenceRecord record) {
        for (List<@Nullable Object> elements : record.outputs().values()) {
            if (elements.size() == 1 && elements.getFirst() instanceof Double value) {
                return probability(value);
            }
        }
        return null;
    }

    private static @Nullable Double probability(double value) {
        return value >= 0 && value <= 1 ? value : null;
    }

    /** Whether there is no answer at all. */
    public boolean isNull() {
        return answer == null && number == null;
    }

    /**
     * Whether the answer is what a label or a decision says; empty where both can not be compared, as a number that is no
     * probability can not be with a class. A probability is the class 1 from a half on.
     */
    public Optional<Boolean> is(Object said) {
        if (isNull()) {
            return Optional.of(false);
        }
        String wanted = name(said);
        if (answer != null) {
            return Optional.of(answer.equals(wanted));
        }
        Double value = number;
        boolean binary = "0".equals(wanted) || "1".equals(wanted);
        if (value == null || !binary || probability == null) {
            return Optional.empty();
        }
        return Optional.of((value >= HALF ? "1" : "0").equals(wanted));
    }

    /** Whether the answer is the positive class: as the version says it, else from a probability of a half on. */
    public boolean isPositive() {
        if ("1".equals(answer) || "0".equals(answer)) {
            return "1".equals(answer);
        }
        return probability != null && probability >= HALF;
    }

    /** Whether two versions answered differently; numbers differ from a thousandth of their size on. */
    public boolean differsFrom(Prediction other) {
        Double mine = number;
        Double theirs = other.number;
        if (mine == null || theirs == null) {
            return isNull() != other.isNull() || (answer != null && !answer.equals(other.answer));
        }
        double size = Math.max(Math.abs(mine), Math.abs(theirs));
        return Math.abs(mine - theirs) > 1e-3 * Math.max(size, 1e-9);
    }

    /** A class by name: truth is 1 or 0, a whole number has no decimals. */
    static @Nullable String name(@Nullable Object element) {
        return switch (element) {
            case null -> null;
            case Boolean truth -> truth ? "1" : "0";
            case Number number
            when number.doubleValue() == Math.rint(number.doubleValue()) && Math.abs(number.doubleValue()) < 1e15 ->
                String.format(Locale.ROOT, "%d", number.longValue());
            default -> String.valueOf(element);
        };
    }
}
