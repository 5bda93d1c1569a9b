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

/**
 * Decides about candidates: the same counts and the same question give the same verdict, in whatever order and grouping the
 * windows came.
 *
 * <p>An alarm that rolls back and fires decides alone, and so does what several of them show together. A promotion needs every such
 * alarm to pass, the policy's least number of requests, a traffic split that is not broken, and no firing alarm that holds.
 * Everything else, silence included, holds.
 */
public final class Judge {
    private final TickRule rule;

    /** A judge that looks at ticks cut by this rule. */
    public Judge(TickRule rule) {
        this.rule = rule;
    }

    /** The verdict on counts alone. */
    public Verdict judge(Question question, JudgePolicy policy, List<CountedSecond> stored) {
        return judge(question, policy, Known.ofCounts(stored));
    }

    /** The verdict on what is stored: of both versions from {@code since} on, and of stable for some time before it. */
    public Verdict judge(Question question, JudgePolicy policy, Known known) {
        Timeline timeline = new Timeline(rule, question, known.counts());
        Examination examination = new Examination(question, timeline, known);
        List<Reason> reasons = new ArrayList<>();
        for (AlarmRule alarm : policy.alarms()) {
            reasons.add(examination.of(alarm, Needed.of(policy, alarm)));
        }
        List<Reason> judged = Together.judge(policy, reasons);
        SplitCheck.judge(question, timeline).ifPresent(judged::add);
        boolean enoughRequests = timeline.candidateRequests() >= Math.max(1, policy.minRequests());
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
                decide(judged, enoughRequests),
                judged);
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
