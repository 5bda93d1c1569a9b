package dev.signalbox.monitor.learning;

import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.monitor.limits.Learned;
import java.util.Objects;

/**
 * A limit as it was recorded: of which rule, what was learned, from how many hours at most ({@code alarmedHours} were left out), and
 * whether a rollout kept it {@code frozen}.
 */
record RecordedLimit(AlarmRule rule, Learned learned, int alarmedHours, boolean frozen) {
    /** Whether it was learned for a rule: what follows when it fires does not matter to that. */
    boolean isOf(AlarmRule other) {
        return rule.name().equals(other.name())
                && rule.metric() == other.metric()
                && Objects.equals(rule.feature(), other.feature())
                && Objects.equals(rule.max(), other.max())
                && Objects.equals(rule.falseAlarmsPerWeek(), other.falseAlarmsPerWeek());
    }
}
