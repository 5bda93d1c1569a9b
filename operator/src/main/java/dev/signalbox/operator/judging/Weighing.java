package dev.signalbox.operator.judging;

import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Weighs a candidate by one alarm, look after look. What was seen in a look counts once and as it was seen: to cut the time anew
 * later would be another chance to be wrong. Not thread safe.
 */
interface Weighing {
    /** Adds what both versions did since the last look. */
    void observe(Stretch stretch);

    /** How it stands. */
    Weighed weighed();

    /** A weighing for an alarm that has seen nothing. */
    static Weighing of(AlarmRule rule) {
        return rule.metric() == Metric.LATENCY_P99 ? new LatencyWeighing(rule) : new RateWeighing(rule);
    }

    /** A number of the spec, or what holds without it. */
    static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }
}
