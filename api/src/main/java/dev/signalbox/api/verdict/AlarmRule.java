package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule over a metric of the candidate.
 *
 * <p>Either a limit of the metric itself: {@code max}, or {@code min} where more of it is better. Or a comparison, {@code
 * comparedTo} stable over the same time if nothing else is said: a {@code margin} on top of the other's value (below it, where
 * more is better), or a {@code ratio} of it. For latency, both may be given, and the candidate is harmful only if it is beyond
 * both. A drift has a {@code max} and is compared too, with the baseline if nothing else is said.
 *
 * <p>{@code feature} names one feature, or all of them by {@code *}; {@code query} is what Prometheus is asked.
 *
 * <p>With {@code falseAlarmsPerWeek}, the limit is learned from stable's history: so low that stable itself would be beyond it in
 * so many hours of a week, and never above {@code max}. Who does not learn holds the metric against {@code max}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlarmRule(
        String name,
        Metric metric,
        @Nullable Comparison comparedTo,
        @Nullable String feature,
        @Nullable String query,
        @Nullable Double max,
        @Nullable Double min,
        @Nullable Double margin,
        @Nullable Double ratio,
        AlarmAction action,
        @Nullable Double falseAlarmsPerWeek) {
    /** The fewest false alarms in a week that a limit can be learned for: fewer are not told from none in the weeks that are looked at. */
    public static final double FEWEST_FALSE_ALARMS = 0.5;

    /** The most. */
    public static final double MOST_FALSE_ALARMS = 24;

    /** Names every feature. */
    public static final String ALL_FEATURES = "*";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int LONGEST_FEATURE = 160;
    private static final int LONGEST_QUERY = 2_048;
    private static final double LONGEST_LATENCY = 3_600_000;

    public AlarmRule {
        Require.matching("alarm.name", name, NAME, "a DNS label of at most 63 characters (a-z, 0-9, -)");
        if (!Require.present("alarm.metric", metric).hasAlarms()) {
            throw new IllegalArgumentException(
                    "alarm.metric must not be " + metric.specName() + ", which is checked in any case");
        }
        Require.present("alarm.action", action);
        checkAmounts(metric, max, min, margin, ratio);
        refuse(name, "alarm.feature", feature != null && !metric.isOfFeatures(), "featureDrift and missingRate");
        refuse(name, "alarm.query", query != null && metric != Metric.PROMETHEUS, "prometheus");
        refuse(name, "alarm.max", max != null && metric.isBetterWhenHigh(), "metrics of which less is better");
        refuse(name, "alarm.min", min != null && !mayHaveMin(metric), "metrics of which more is better");
        if (metric.isOfFeatures()) {
            feature = Require.atMost("alarm.feature", LONGEST_FEATURE, feature == null ? ALL_FEATURES : feature);
        }
        if (metric == Metric.PROMETHEUS) {
            Require.atMost("alarm.query", LONGEST_QUERY, query);
        }
        boolean limit = max != null || min != null;
        boolean relative = margin != null || ratio != null;
        checkForm(name, metric, limit, relative);
        checkChoice(name, metric, max != null && min != null, margin != null && ratio != null);
        comparedTo = comparison(name, metric, comparedTo, relative);
        if (metric == Metric.SILENCE && action == AlarmAction.Rollback) {
            throw new IllegalArgumentException(
                    "alarm.action must be Hold or Notify for silence, since no data never rolls back, in \"" + name
                            + "\"");
        }
        if (falseAlarmsPerWeek != null) {
            checkLearned(name, metric, comparedTo, max);
            Require.within("alarm.falseAlarmsPerWeek", falseAlarmsPerWeek, FEWEST_FALSE_ALARMS, MOST_FALSE_ALARMS);
        }
    }

    /** A rule whose limits are given. */
    public AlarmRule(
            String name,
            Metric metric,
            @Nullable Comparison comparedTo,
            @Nullable String feature,
            @Nullable String query,
            @Nullable Double max,
            @Nullable Double min,
            @Nullable Double margin,
            @Nullable Double ratio,
            AlarmAction action) {
        this(name, metric, comparedTo, feature, query, max, min, margin, ratio, action, null);
    }

    /** A rule over a metric without a feature and without a query, with a largest value or against stable. */
    public AlarmRule(
            String name,
            Metric metric,
            @Nullable Double max,
            @Nullable Double margin,
            @Nullable Double ratio,
            AlarmAction action) {
        this(name, metric, null, null, null, max, null, margin, ratio, action);
    }

    private static void checkAmounts(
            Metric metric,
            @Nullable Double max,
            @Nullable Double min,
            @Nullable Double margin,
            @Nullable Double ratio) {
        double largest =
                metric == Metric.LATENCY_P99 ? LONGEST_LATENCY : metric.unit().largest();
        double least = metric.unit() == Unit.NUMBER ? -largest : 0;
        if (max != null) {
            Require.within("alarm.max", max, least, largest);
        }
        if (min != null) {
            Require.within("alarm.min", min, least, largest);
        }
        if (margin != null) {
            Require.within("alarm.margin", margin, 0, largest);
        }
        if (ratio != null) {
            Require.within("alarm.ratio", ratio, 1, 1_000);
        }
    }

    private static boolean mayHaveMin(Metric metric) {
        return metric.isBetterWhenHigh() || metric == Metric.PROMETHEUS;
    }

    private static void refuse(String name, String field, boolean given, String where) {
        if (given) {
            throw new IllegalArgumentException(field + " is for " + where + " alone, in \"" + name + "\"");
        }
    }

    private static void checkForm(String name, Metric metric, boolean limit, boolean relative) {
        boolean onlyLimit = metric.isDrift() || !metric.isComparable();
        if (onlyLimit && (relative || !limit)) {
            throw new IllegalArgumentException("alarm must have "
                    + (mayHaveMin(metric) ? "either max or min" : "max") + ", and neither margin nor ratio, for "
                    + metric.specName() + ", in \"" + name + "\"");
        }
        if (!onlyLimit && limit == relative) {
            throw new IllegalArgumentException("alarm must have either " + (metric.isBetterWhenHigh() ? "min" : "max")
                    + ", or margin or ratio against stable, in \"" + name + "\"");
        }
    }

    private static void checkChoice(String name, Metric metric, boolean bothLimits, boolean marginAndRatio) {
        if (bothLimits) {
            throw new IllegalArgumentException("alarm.max and alarm.min exclude each other, in \"" + name + "\"");
        }
        if (marginAndRatio && metric.isRate()) {
            throw new IllegalArgumentException(
                    "alarm.margin and alarm.ratio exclude each other for a rate, in \"" + name + "\"");
        }
    }

    private static void checkLearned(
            String name, Metric metric, @Nullable Comparison comparedTo, @Nullable Double max) {
        refuse(name, "alarm.falseAlarmsPerWeek", !metric.isLearnable(), Metric.LEARNABLE);
        refuse(name, "alarm.falseAlarmsPerWeek", comparedTo == Comparison.Stable, "limits of the metric itself");
        if (max == null) {
            throw new IllegalArgumentException(
                    "alarm.max is required as the hard limit of one that is learned, in \"" + name + "\"");
        }
    }

    private static @Nullable Comparison comparison(
            String name, Metric metric, @Nullable Comparison given, boolean relative) {
        if (metric.isDrift()) {
            boolean ofConfidence = metric == Metric.CONFIDENCE_DRIFT;
            refuse(
                    name,
                    "alarm.comparedTo Baseline",
                    ofConfidence && given == Comparison.Baseline,
                    "featureDrift, predictionDrift and missingRate");
            return given != null ? given : ofConfidence ? Comparison.Stable : Comparison.Baseline;
        }
        if (!relative) {
            refuse(name, "alarm.comparedTo", given != null, "drift and rules with margin or ratio");
            return null;
        }
        refuse(
                name,
                "alarm.comparedTo Baseline",
                given == Comparison.Baseline && metric != Metric.MISSING_RATE,
                "featureDrift, predictionDrift and missingRate");
        return given == null ? Comparison.Stable : given;
    }

    /** Whether the limit is learned; {@code max} is then the hard one. */
    public boolean learns() {
        return falseAlarmsPerWeek != null;
    }

    /** Whether the candidate is compared with stable. */
    public boolean comparesWithStable() {
        return comparedTo == Comparison.Stable;
    }

    /** A limit of the metric itself. */
    public static AlarmRule absolute(String name, Metric metric, double max, AlarmAction action) {
        return new AlarmRule(name, metric, max, null, null, action);
    }

    /** A margin on top of stable's value. */
    public static AlarmRule margin(String name, Metric metric, double margin, AlarmAction action) {
        return new AlarmRule(name, metric, null, margin, null, action);
    }
}
