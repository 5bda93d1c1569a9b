package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;

/** How much evidence an alarm needs to fire and to pass. */
record Needed(double harm, double safe) {
    /**
     * The alarms that roll back share the policy's probability of a false rollback evenly (Bonferroni), so that the one that
     * fires is named; the others have it for themselves. For a promotion every one of them must pass, which needs no sharing.
     */
    static Needed of(JudgePolicy policy, AlarmRule rule) {
        long sharing = rule.action() == AlarmAction.Rollback
                ? policy.alarms().stream().filter(Needed::shares).count()
                : 1;
        return new Needed(Math.max(1, sharing) / policy.alphaRollback(), 1 / policy.alphaPromote());
    }

    /** Whether an alarm can take a candidate back by chance, and so has a part in the probability of that. */
    static boolean shares(AlarmRule rule) {
        return rule.action() == AlarmAction.Rollback && weighsEvidence(rule);
    }

    /** Whether an alarm weighs evidence; what is known for sure needs none. */
    static boolean weighsEvidence(AlarmRule rule) {
        return rule.metric() != Metric.EJECTIONS
                && rule.metric() != Metric.SILENCE
                && rule.metric() != Metric.PROMETHEUS;
    }
}
