package dev.signalbox.monitor.review;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.ProfileKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a request is unlike anything that its version was trained on: numbers out of range, categories never seen, values that never were missing. */
public final class Unusual {
    /** The most inputs that are named. */
    public static final int MOST = 5;

    private static final int MOST_VALUES = 1_000;
    private static final int LONGEST = 40;
    private static final MathContext SHOWN = new MathContext(6);

    /* Training data are counted as a model of floats sees them: 0.1 is then not exactly 0.1. */
    private static final double ROUNDING = 1e-6;

    private Unusual() {}

    /** An input as it came: its values in the order of the rows, each a text, a number, true or false, or null where it is missing. */
    public record Input(String name, List<@Nullable Object> values) {
        public Input {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /** What is unusual about an input. */
    public record Finding(String input, String why) {}

    /** What is unusual, one finding for an input at most, in the order of the inputs. */
    public static List<Finding> in(List<Input> inputs, Map<String, FeatureProfile> trained) {
        List<Finding> found = new ArrayList<>();
        for (Input input : inputs) {
            FeatureProfile profile = trained.get(input.name());
            if (profile != null && profile.rows() > 0 && found.size() < MOST) {
                input.values().stream()
                        .limit(MOST_VALUES)
                        .map(value -> why(value, profile))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .ifPresent(why -> found.add(new Finding(input.name(), why)));
            }
        }
        return List.copyOf(found);
    }

    /** The findings in words; empty where there are none. */
    public static String words(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.input() + ": " + finding.why())
                .collect(Collectors.joining("; "));
    }

    private static Optional<String> why(@Nullable Object value, FeatureProfile trained) {
        if (value == null) {
            return trained.missing() == 0 ? Optional.of("is missing, and never was in training") : Optional.empty();
        }
        BinnedNumbers numbers = trained.values();
        CategoryCounts categories = trained.categories();
        if (categories != null) {
            return value instanceof String text ? unseen(text, categories) : Optional.empty();
        }
        if (numbers == null || numbers.moments().count() == 0) {
            return Optional.empty();
        }
        if (trained.kind() == ProfileKind.TEXT) {
            return value instanceof String text
                    ? outside("has %s characters", text.codePointCount(0, text.length()), numbers.moments())
                    : Optional.empty();
        }
        return switch (value) {
            case Number number -> outside("is %s", number.doubleValue(), numbers.moments());
            case Boolean truth -> outside("is %s", truth ? 1 : 0, numbers.moments());
            default -> Optional.empty();
        };
    }

    /* Only the most frequent categories are known by name. Where others were seen too, this may be one of them. */
    private static Optional<String> unseen(String text, CategoryCounts seen) {
        return seen.other() > 0 || seen.counts().getOrDefault(text, 0L) > 0
                ? Optional.empty()
                : Optional.of("is \"" + cut(text) + "\", which was never seen in training");
    }

    private static Optional<String> outside(String what, double value, Moments trained) {
        double slack = ROUNDING * Math.max(Math.abs(trained.min()), Math.abs(trained.max()));
        boolean inside = value >= trained.min() - slack && value <= trained.max() + slack;
        return inside
                ? Optional.empty()
                : Optional.of(what.formatted(shown(value)) + ", in training it was " + shown(trained.min()) + " to "
                        + shown(trained.max()));
    }

    private static String shown(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(SHOWN).stripTrailingZeros();
        return Math.abs(rounded.precision() - rounded.scale()) < 10 ? rounded.toPlainString() : rounded.toString();
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
