package dev.signalbox.operator.plan;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.alarms}. */
record AlarmReader(Problems problems) {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(%|ms|s)?");

    List<AlarmRule> read(@Nullable List<ModelDeploymentSpec.Alarm> alarms) {
        if (alarms == null) {
            return JudgePolicy.DEFAULT_ALARMS;
        }
        if (alarms.size() > JudgePolicy.MOST_ALARMS) {
            problems.add(
                    "spec.alarms",
                    "must have at most " + JudgePolicy.MOST_ALARMS + " alarms, but has " + alarms.size());
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
        return rules;
    }

    private @Nullable AlarmRule rule(String path, ModelDeploymentSpec.@Nullable Alarm alarm) {
        if (alarm == null) {
            problems.add(path, "is required");
            return null;
        }
        String name = alarm.name();
        Metric metric = metric(path + ".metric", alarm.metric());
        AlarmAction action = action(path + ".action", alarm.action());
        String comparedTo = alarm.comparedTo();
        if (comparedTo != null && !comparedTo.equals("Stable")) {
            problems.add(path + ".comparedTo", "must be Stable, but is \"" + Durations.shown(comparedTo) + "\"");
        }
        if (name == null) {
            problems.add(path + ".name", "is required");
        }
        if (name == null || metric == null) {
            return null;
        }
        Double max = amount(path + ".max", alarm.max(), metric);
        Double margin = amount(path + ".margin", alarm.margin(), metric);
        if ((alarm.max() != null && max == null) || (alarm.margin() != null && margin == null)) {
            return null;
        }
        return problems.reading(path, () -> new AlarmRule(name, metric, max, margin, alarm.ratio(), action));
    }

    private @Nullable Metric metric(String field, @Nullable String text) {
        if (text == null) {
            problems.add(field, "is required");
            return null;
        }
        for (Metric metric : Metric.values()) {
            if (metric.specName().equals(text)) {
                return metric;
            }
        }
        String names = Arrays.stream(Metric.values()).map(Metric::specName).collect(Collectors.joining(", "));
        problems.add(field, "must be one of " + names + ", but is \"" + Durations.shown(text) + "\"");
        return null;
    }

    private AlarmAction action(String field, @Nullable String text) {
        if (text == null) {
            return AlarmAction.Rollback;
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
        String unit = amount.matches() ? amount.group(2) : "?";
        boolean fits = metric.isRate()
                ? unit == null || unit.equals("%")
                : unit != null && (unit.equals("ms") || unit.equals("s"));
        if (!fits) {
            String rule = metric.isRate() ? "a share such as 1% or 0.01" : "a time such as 10ms or 1s";
            problems.add(
                    field,
                    "must be " + rule + " for " + metric.specName() + ", but is \"" + Durations.shown(text) + "\"");
            return null;
        }
        BigDecimal number = new BigDecimal(amount.group(1));
        if ("%".equals(unit)) {
            return number.movePointLeft(2).doubleValue();
        }
        return "s".equals(unit) ? number.movePointRight(3).doubleValue() : number.doubleValue();
    }
}
