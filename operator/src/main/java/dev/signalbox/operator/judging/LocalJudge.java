package dev.signalbox.operator.judging;

import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.machine.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges a candidate by counts that are at hand: errors, rejections, nulls, latency and ejections, with the e-processes and the
 * error probabilities of the monitor. What needs profiles, records or feedback it has no data for.
 */
public final class LocalJudge {
    private static final int LONGEST_MESSAGE = 512;

    private LocalJudge() {}

    /** The verdict by what was seen since the candidate is judged. */
    public static Verdict judge(Question question, LocalEvidence seen, Instant asOf, @Nullable Instant lastSeen) {
        JudgePolicy policy = seen.policy();
        long sharing = policy.alarms().stream()
                .filter(alarm -> alarm.action() == AlarmAction.Rollback && LocalEvidence.isWeighed(alarm))
                .count();
        Counts candidate = seen.candidate();
        List<Reason> reasons = new ArrayList<>();
        for (AlarmRule alarm : policy.alarms()) {
            double parts = alarm.action() == AlarmAction.Rollback ? Math.max(1, sharing) : 1;
            Needed needed = new Needed(parts / policy.alphaRollback(), 1 / policy.alphaPromote());
            reasons.add(
                    alarm.metric() == Metric.EJECTIONS ? ejections(alarm, candidate) : weighed(alarm, seen, needed));
        }
        return new Verdict(
                Verdict.VERSION,
                question.deployment(),
                question.candidate(),
                question.stable(),
                policy.revision(),
                question.since(),
                asOf,
                lastSeen,
                candidate.requests(),
                seen.stable().requests(),
                decide(reasons, candidate.requests() >= Math.max(1, policy.minRequests())),
                reasons);
    }

    private record Needed(double harm, double safe) {}

    private static Outcome decide(List<Reason> reasons, boolean enoughRequests) {
        boolean allPassed = true;
        boolean held = false;
        for (Reason reason : reasons) {
            boolean firing = reason.signal() == Signal.Firing;
            if (firing && reason.action() == AlarmAction.Rollback) {
                return Outcome.Rollback;
            }
            held |= firing && reason.action() == AlarmAction.Hold;
            allPassed &= reason.action() != AlarmAction.Rollback || reason.signal() == Signal.Passed;
        }
        return allPassed && enoughRequests && !held ? Outcome.Promote : Outcome.Hold;
    }

    private static Reason weighed(AlarmRule alarm, LocalEvidence seen, Needed needed) {
        Weighed found = seen.weighed(alarm);
        if (found == null) {
            return noData(alarm, "needs the monitor, is not judged here");
        }
        if (!found.judgeable(alarm.comparesWithStable())) {
            return noData(alarm, "nothing was counted to judge it by");
        }
        boolean beyond = found.candidate().value() > found.threshold();
        Signal signal = beyond
                ? found.harm() >= needed.harm() ? Signal.Firing : Signal.Undecided
                : found.safe() >= needed.safe() ? Signal.Passed : Signal.Undecided;
        boolean rate = alarm.metric().isRate();
        Interval interval = rate
                ? ConfidenceSequence.ofRate(
                        found.candidate().events(), found.candidate().samples())
                : null;
        boolean against = alarm.comparesWithStable();
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                signal,
                found.candidate().value(),
                against ? found.stable().value() : null,
                interval,
                found.threshold(),
                found.candidate().samples(),
                against ? found.stable().samples() : 0,
                found.harm(),
                needed.harm(),
                found.safe(),
                needed.safe(),
                null,
                cut(message(alarm, found, signal, needed)));
    }

    private static String message(AlarmRule alarm, Weighed found, Signal signal, Needed needed) {
        boolean rate = alarm.metric().isRate();
        Weighed.Shown stable = found.stable();
        String reference = alarm.comparesWithStable()
                ? " against stable " + amount(rate, stable.value()) + " of " + stable.samples()
                : "";
        String conclusion = switch (signal) {
            case Firing -> "harm shown, " + evidence(found.harm(), needed.harm());
            case Passed -> "shown to be within the limit, " + evidence(found.safe(), needed.safe());
            default ->
                "not decided, harm " + evidence(found.harm(), needed.harm()) + ", safety "
                        + evidence(found.safe(), needed.safe());
        };
        return alarm.name() + (rate ? " " : " p99 ")
                + amount(rate, found.candidate().value())
                + " of " + found.candidate().samples() + reference + ", limit " + amount(rate, found.threshold())
                + (alarm.learns() ? " (hardMax, the monitor alone learns)" : "") + ": " + conclusion
                + ", judged on this machine";
    }

    /* An ejection is known, not estimated: it needs no evidence. */
    private static Reason ejections(AlarmRule alarm, Counts candidate) {
        if (candidate.requests() == 0) {
            return noData(alarm, "no request of the version was seen");
        }
        Double max = alarm.max();
        double limit = max == null ? 0 : max;
        boolean broken = candidate.ejections() > limit;
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                broken ? Signal.Firing : Signal.Passed,
                (double) candidate.ejections(),
                null,
                null,
                limit,
                candidate.requests(),
                0,
                broken ? 1 : 0,
                1,
                broken ? 0 : 1,
                1,
                null,
                cut(alarm.name() + " " + candidate.ejections() + ", limit " + Math.round(limit) + ": "
                        + (broken ? "beyond it" : "within it") + ", judged on this machine"));
    }

    private static Reason noData(AlarmRule alarm, String why) {
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                Signal.NoData,
                null,
                null,
                null,
                null,
                0,
                0,
                1,
                1 / JudgePolicy.of(0, List.of()).alphaRollback(),
                1,
                1 / JudgePolicy.of(0, List.of()).alphaPromote(),
                null,
                cut(alarm.name() + ": " + why));
    }

    private static String evidence(double value, double needed) {
        double shown = Math.min(value, Math.exp(EProcess.LARGEST_LOG));
        return String.format(
                Locale.ROOT,
                shown >= 1e6 ? "E=%.0e %s %.0f" : "E=%.2f %s %.0f",
                shown,
                value >= needed ? ">=" : "<",
                needed);
    }

    private static String amount(boolean rate, double value) {
        return rate ? String.format(Locale.ROOT, "%.2f%%", value * 100) : String.format(Locale.ROOT, "%.1f ms", value);
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
}
