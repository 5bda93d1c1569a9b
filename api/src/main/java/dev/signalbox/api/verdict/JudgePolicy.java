package dev.signalbox.api.verdict;

import dev.signalbox.api.Require;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the candidates of a deployment are to be judged; sent by the operator, kept by the monitor.
 *
 * <p>{@code revision} is the operator's number for it and only grows. {@code alphaRollback} bounds the probability of a false
 * rollback of a rollout, {@code alphaPromote} that of a false promotion; {@code minRequests} candidate requests are the least
 * for a promotion.
 */
public record JudgePolicy(
        int v, long revision, List<AlarmRule> alarms, double alphaRollback, double alphaPromote, long minRequests) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** The most alarms that a policy may have: those of a spec and one for ejections. */
    public static final int MOST_ALARMS = 33;

    /** Ejection by a router's guard, which is judged wherever no other alarm says what to make of it. */
    public static final AlarmRule EJECTED = AlarmRule.absolute("ejected", Metric.EJECTIONS, 0, AlarmAction.Rollback);

    /**
     * What is judged where a spec says nothing: errors, rejections, nulls and p99 latency against stable, ejections by a
     * router's guard, and drift of any feature against the baseline, which holds.
     */
    public static final List<AlarmRule> DEFAULT_ALARMS = List.of(
            AlarmRule.margin("errors", Metric.ERROR_RATE, 0.01, AlarmAction.Rollback),
            AlarmRule.margin("rejections", Metric.REJECTION_RATE, 0.01, AlarmAction.Rollback),
            AlarmRule.margin("nulls", Metric.NULL_OUTPUT_RATE, 0.01, AlarmAction.Rollback),
            new AlarmRule("slow", Metric.LATENCY_P99, null, 10.0, 1.3, AlarmAction.Rollback),
            EJECTED,
            AlarmRule.absolute("drift", Metric.FEATURE_DRIFT, 0.2, AlarmAction.Hold));

    /**
     * Of these, what routers alone can tell: what is judged where a spec says nothing and another server than ours answers.
     * An alarm that nobody measures for would hold every candidate for ever.
     */
    public static final List<AlarmRule> ROUTER_ALARMS = DEFAULT_ALARMS.stream()
            .filter(alarm -> alarm.metric() != Metric.NULL_OUTPUT_RATE && alarm.metric() != Metric.FEATURE_DRIFT)
            .toList();

    public JudgePolicy {
        Require.version("policy", v, VERSION);
        Require.within("policy.revision", revision, 0, Long.MAX_VALUE);
        alarms = List.copyOf(Require.present("policy.alarms", alarms));
        Require.atMost("policy.alarms", MOST_ALARMS, alarms);
        Require.within("policy.alphaRollback", alphaRollback, 1e-9, 0.5);
        Require.within("policy.alphaPromote", alphaPromote, 1e-9, 0.5);
        Require.within("policy.minRequests", minRequests, 0, 1_000_000_000L);
        Set<String> names = new HashSet<>();
        for (AlarmRule alarm : alarms) {
            if (!names.add(alarm.name())) {
                throw new IllegalArgumentException(
                        "policy.alarms must name an alarm once, got \"" + alarm.name() + "\" twice");
            }
        }
    }

    /** These alarms at the default error probabilities. */
    public static JudgePolicy of(long revision, List<AlarmRule> alarms) {
        return new JudgePolicy(VERSION, revision, alarms, 0.01, 0.05, 50);
    }
}
