package dev.signalbox.operator.judging;

import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that is known of a candidate on this machine, by every alarm. It grows no larger with time. Not thread safe. */
public final class LocalEvidence {
    private static final Set<Metric> WEIGHED =
            Set.of(Metric.ERROR_RATE, Metric.REJECTION_RATE, Metric.NULL_OUTPUT_RATE, Metric.LATENCY_P99);

    private final List<AlarmRule> asked;
    private final JudgePolicy policy;
    private final Map<AlarmRule, Weighing> weighings = new LinkedHashMap<>();
    private Stretch sum = new Stretch(Counts.NONE, Counts.NONE);

    /** Nothing yet, of these alarms. */
    public LocalEvidence(List<AlarmRule> alarms) {
        this.asked = List.copyOf(alarms);
        this.policy = JudgePolicy.of(0, asked);
        for (AlarmRule alarm : policy.alarms()) {
            if (isWeighed(alarm)) {
                weighings.put(alarm, Weighing.of(alarm));
            }
        }
    }

    /** Adds what both versions did since the last look. */
    public void observe(Stretch stretch) {
        weighings.values().forEach(weighing -> weighing.observe(stretch));
        sum = sum.plus(stretch);
    }

    /** Whether it is of these alarms: what others would have shown was not looked at. */
    public boolean isOf(List<AlarmRule> alarms) {
        return asked.equals(alarms);
    }

    static boolean isWeighed(AlarmRule alarm) {
        return WEIGHED.contains(alarm.metric());
    }

    JudgePolicy policy() {
        return policy;
    }

    /** How one alarm stands; null for one that needs the monitor. */
    @Nullable
    Weighed weighed(AlarmRule alarm) {
        Weighing weighing = weighings.get(alarm);
        return weighing == null ? null : weighing.weighed();
    }

    Counts candidate() {
        return sum.candidate();
    }

    Counts stable() {
        return sum.stable();
    }
}
