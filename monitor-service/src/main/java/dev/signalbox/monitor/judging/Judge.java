package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides about candidates: the same counts and the same question give the same verdict, in whatever order and grouping the
 * windows came.
 *
 * <p>An alarm that rolls back and fires decides alone. A promotion needs every such alarm to pass, the policy's least number of
 * requests, and no firing alarm that holds. Everything else, silence included, holds.
 */
public final class Judge {
    private final TickRule rule;

    /** A judge that looks at ticks cut by this rule. */
    public Judge(TickRule rule) {
        this.rule = rule;
    }

    /** The verdict on what is stored: of both versions from {@code since} on, and of stable for some time before it. */
    public Verdict judge(Question question, JudgePolicy policy, List<CountedSecond> stored) {
        Timeline timeline = new Timeline(rule, question, stored);
        List<Reason> reasons = new ArrayList<>();
        for (AlarmRule alarm : policy.alarms()) {
            reasons.add(reason(question, timeline, alarm, Needed.of(policy, alarm)));
        }
        return new Verdict(
                Verdict.VERSION,
                question.deployment(),
                question.candidate(),
                question.stable(),
                policy.revision(),
                question.since(),
                question.asOf(),
                timeline.lastSeen(),
                timeline.candidateRequests(),
                timeline.stableRequests(),
                decide(reasons, timeline.candidateRequests() >= Math.max(1, policy.minRequests())),
                reasons);
    }

    private static Reason reason(Question question, Timeline timeline, AlarmRule alarm, Needed needed) {
        Optional<Finding> found = alarm.metric().isRate()
                ? new RateAlarm(alarm, timeline).judge()
                : new LatencyAlarm(alarm, timeline).judge();
        double requests = (double) timeline.candidateRequests() + timeline.stableRequests();
        return found.map(finding -> ReasonWriter.judged(alarm, finding, needed, requests))
                .orElseGet(() -> ReasonWriter.noData(alarm, question, needed));
    }

    private static Outcome decide(List<Reason> reasons, boolean enoughRequests) {
        boolean allPassed = true;
        boolean held = false;
        for (Reason reason : reasons) {
            boolean firing = reason.signal() == Signal.Firing;
            if (reason.action() == AlarmAction.Rollback && firing) {
                return Outcome.Rollback;
            }
            held |= reason.action() == AlarmAction.Hold && firing;
            allPassed &= reason.action() != AlarmAction.Rollback || reason.signal() == Signal.Passed;
        }
        return allPassed && enoughRequests && !held ? Outcome.Promote : Outcome.Hold;
    }
}
