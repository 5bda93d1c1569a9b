package dev.signalbox.operator.plan;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.alarms}. */
record AlarmReader(Problems problems) {
    private static final Pattern AMOUNT = Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?)(%|ms|s|m|h)?");

    /** What {@code max} says where the limit is learned. */
    private static final String LEARNED = "learned";

    private static final double USUAL_FALSE_ALARMS = 1;

    /** The most alarms of a spec, beside the one for ejections that may come to them. */
    private static final int MOST_ALARMS = JudgePolicy.MOST_ALARMS - 1;

    List<AlarmRule> read(@Nullable List<ModelDeploymentSpec.Alarm> alarms, List<AlarmRule> defaults) {
        if (alarms == null) {
            return defaults;
        }
        if (alarms.size() > MOST_ALARMS) {
            problems.add("spec.alarms", "must have at most " + MOST_ALARMS + " alarms, but has " + alarms.size());
            return List.of();
        }
        List<AlarmRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < alarms.size(); i++) {
            AlarmRule rule = rule("spec.alarms[" + i + "]", alarms.get(i));
            if (rule != null && !names.add(rule.name())) {
                problems.add("spec.alarms[" + i + "].name", "must be unique, but \"" + rule.name() + "\" stands twice");
            }
            if (rule != null) {
                rules.add(rule);
            }
        }
        if (rules.stream().noneMatch(rule -> rule.metric() == Metric.EJECTIONS)) {
            rules.add(ejected(names));
        }
        return rules;
    }

    /** The names of all alarms that are meant, those among them too that are wrong in something else. */
    static Set<String> names(@Nullable List<ModelDeploymentSpec.Alarm> alarms, List<AlarmRule> read) {
        Set<String> names = new LinkedHashSet<>();
        if (alarms != null) {
            alarms.forEach(alarm -> {
                if (alarm != null && alarm.name() != null) {
                    names.add(alarm.name());
                }
            });
        }
        read.forEach(rule -> names.add(rule.name()));
        return names;
    }

    /** A candidate that routers eject gets no requests to be judged by: without this it would be held until its deadline. */
    private static AlarmRule ejected(Set<String> taken) {
        String name = JudgePolicy.EJECTED.name();
        while (taken.contains(name)) {
            name += "-by-router";
        }
        return AlarmRule.absolute(name, Metric.EJECTIONS, 0, AlarmAction.Rollback);
    }

    private @Nullable AlarmRule rule(String path, ModelDeploymentSpec.@Nullable Alarm alarm) {
        if (alarm == null) {
            problems.add(path, "is required");
            return null;
        }
        String name = alarm.name();
        Metric metric = metric(path + ".metric", alarm.metric());
        AlarmAction action = action(path + ".action", alarm.action(), metric);
        Comparison comparedTo = comparison(path + ".comparedTo", alarm.comparedTo());
        if (name == null) {
            problems.add(path + ".name", "is required");
        }
        if (name == null || metric == null || (comparedTo == null && alarm.comparedTo() != null)) {
            return null;
        }
        Limits limits = limits(path, alarm, metric);
        return limits == null
                ? null
                : problems.reading(
                        path,
                        () -> new AlarmRule(
                                name,
                                metric,
                                comparedTo,
                                alarm.feature(),
                                alarm.query(),
                                limits.max(),
                                limits.min(),
                                limits.margin(),
                                alarm.ratio(),
                                action,
                                limits.falseAlarmsPerWeek()));
    }

    private record Limits(
            @Nullable Double max,
            @Nullable Double min,
            @Nullable Double margin,
            @Nullable Double falseAlarmsPerWeek) {}

    /** The amounts of an alarm; null where one is wrong. */
    private @Nullable Limits limits(String path, ModelDeploymentSpec.Alarm alarm, Metric metric) {
        boolean learned = LEARNED.equals(alarm.max());
        if (!fitsLearning(path, alarm, metric)) {
            return null;
        }
        String highest = learned ? alarm.hardMax() : alarm.max();
        Double max = amount(path + (learned ? ".hardMax" : ".max"), highest, metric);
        Double min = amount(path + ".min", alarm.min(), metric);
        Double margin = amount(path + ".margin", alarm.margin(), metric);
        boolean wrong = (highest != null && max == null)
                || (alarm.min() != null && min == null)
                || (alarm.margin() != null && margin == null);
        return wrong ? null : new Limits(max, min, margin, learned ? budget(alarm) : null);
    }

    private static Double budget(ModelDeploymentSpec.Alarm alarm) {
        Double given = alarm.falseAlarmsPerWeek();
        return given == null ? USUAL_FALSE_ALARMS : given;
    }

    /* What the rule itself would say in its own words, said in those of the spec. */
    private boolean fitsLearning(String path, ModelDeploymentSpec.Alarm alarm, Metric metric) {
        Double budget = alarm.falseAlarmsPerWeek();
        if (!LEARNED.equals(alarm.max())) {
            return isAbsent(path + ".hardMax", alarm.hardMax())
                    && isAbsent(path + ".falseAlarmsPerWeek", budget == null ? null : budget.toString());
        }
        boolean fits = metric.isLearnable() && alarm.hardMax() != null;
        if (!metric.isLearnable()) {
            problems.add(
                    path + ".max",
                    "must not be learned for " + metric.specName() + ": that is for " + Metric.LEARNABLE + " alone");
        } else if (alarm.hardMax() == null) {
            problems.add(path + ".hardMax", "is required where max is learned: no limit is ever looser");
        }
        if (budget != null && !(budget >= AlarmRule.FEWEST_FALSE_ALARMS && budget <= AlarmRule.MOST_FALSE_ALARMS)) {
            problems.add(
                    path + ".falseAlarmsPerWeek",
                    "must be from " + AlarmRule.FEWEST_FALSE_ALARMS + " to " + AlarmRule.MOST_FALSE_ALARMS + ", but is "
                            + budget);
            return false;
        }
        return fits;
    }

    private boolean isAbsent(String field, @Nullable String given) {
        if (given != null) {
            problems.add(field, "is for max: learned alone, but is \"" + Durations.shown(given) + "\"");
        }
        return given == null;
    }

    private @Nullable Comparison comparison(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        for (Comparison comparison : Comparison.values()) {
            if (comparison.name().equals(text)) {
                return comparison;
            }
        }
        problems.add(field, "must be Stable or Baseline, but is \"" + Durations.shown(text) + "\"");
        return null;
    }

    private @Nullable Metric metric(String field, @Nullable String text) {
        if (text == null) {
            problems.add(field, "is required");
            return null;
        }
        for (Metric metric : Metric.values()) {
            if (metric.hasAlarms() && metric.specName().equals(text)) {
                return metric;
            }
        }
        String names = Arrays.stream(Metric.values())
                .filter(Metric::hasAlarms)
                .map(Metric::specName)
                .collect(Collectors.joining(", "));
        problems.add(field, "must be one of " + names + ", but is \"" + Durations.shown(text) + "\"");
        return null;
    }

    /* What is no evidence against the candidate by itself holds where nothing else is said. */
    private AlarmAction action(String field, @Nullable String text, @Nullable Metric metric) {
        if (text == null) {
            boolean holds = metric != null && (metric.isDrift() || metric == Metric.SILENCE);
            return holds ? AlarmAction.Hold : AlarmAction.Rollback;
        }
        for (AlarmAction action : AlarmAction.values()) {
            if (action.name().equals(text)) {
                return action;
            }
        }
        problems.add(field, "must be Rollback, Hold or Notify, but is \"" + Durations.shown(text) + "\"");
        return AlarmAction.Rollback;
    }

    private @Nullable Double amount(String field, @Nullable String text, Metric metric) {
        if (text == null) {
            return null;
        }
        Matcher amount = AMOUNT.matcher(text);
        String unit = amount.matches() ? Objects.requireNonNullElse(amount.group(2), "") : "?";
        if (!fits(metric, unit, text)) {
            problems.add(
                    field,
                    "must be " + rule(metric) + " for " + metric.specName() + ", but is \"" + Durations.shown(text)
                            + "\"");
            return null;
        }
        BigDecimal number = new BigDecimal(amount.group(1));
        return switch (unit) {
            case "%" -> number.movePointLeft(2).doubleValue();
            case "s" -> number.movePointRight(3).doubleValue();
            case "m" -> number.doubleValue() * 60_000;
            case "h" -> number.doubleValue() * 3_600_000;
            default -> number.doubleValue();
        };
    }

    private static boolean fits(Metric metric, String unit, String text) {
        boolean negative = text.startsWith("-");
        return switch (metric.unit()) {
            case SHARE -> !negative && (unit.isEmpty() || unit.equals("%"));
            case MILLISECONDS -> !negative && !unit.isEmpty() && "ms s m h".contains(unit);
            case DISTANCE, COUNT -> !negative && unit.isEmpty();
            case NUMBER -> unit.isEmpty();
        };
    }

    private static String rule(Metric metric) {
        return switch (metric.unit()) {
            case SHARE -> "a share such as 1% or 0.01";
            case MILLISECONDS -> "a time such as 10ms or 1s";
            case DISTANCE -> "a distance such as 0.2";
            case COUNT -> "a number such as 3";
            case NUMBER -> "a number such as -1.5";
        };
    }
}
