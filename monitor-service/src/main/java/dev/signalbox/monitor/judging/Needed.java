package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;

/** How much evidence an alarm needs to fire and to pass. */
record Needed(double harm, double safe) {
    /**
     * The alarms that roll back share the policy's probability of a false rollback evenly (Bonferroni), so that the one that
     * fires is named; the others have it for themselves. For a promotion every one of them must pass, which needs no sharing.
     */
    static Needed of(JudgePolicy policy, AlarmRule rule) {
        long sharing = rule.action() == AlarmAction.Rollback
                ? policy.alarms().stream()
                        .filter(other -> other.action() == AlarmAction.Rollback)
                        .count()
                : 1;
        return new Needed(sharing / policy.alphaRollback(), 1 / policy.alphaPromote());
    }
}
