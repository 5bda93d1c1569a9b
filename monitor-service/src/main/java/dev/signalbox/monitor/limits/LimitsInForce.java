package dev.signalbox.monitor.limits;

import dev.signalbox.api.verdict.AlarmRule;
import java.util.List;
import java.util.Map;

/** The limits that were recorded for a deployment, by alarm and series. */
public record LimitsInForce(Map<SeriesKey, List<LimitSchedule.Step>> steps) {
    /** None: hard limits alone. */
    public static final LimitsInForce NONE = new LimitsInForce(Map.of());

    public LimitsInForce {
        steps = Map.copyOf(steps);
    }

    /** What a rule with a {@code max} holds a series against over time. */
    public LimitSchedule of(AlarmRule rule, String series) {
        Double max = rule.max();
        double hardMax = max == null ? 0 : max;
        return rule.learns()
                ? new LimitSchedule(steps.getOrDefault(new SeriesKey(rule.name(), series), List.of()), hardMax)
                : LimitSchedule.always(hardMax);
    }
}
