package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Adds up what the alarms that roll back show together, where none of them shows enough by itself. */
final class Together {
    /* The mean of e-values is one whatever they have to do with each other. Each alarm alone needs as many times more as there are
     * alarms, which is its part in that mean: so this takes back a candidate that is somewhat worse in several ways, at no cost in
     * false alarms. Only what is beyond its limit counts. */
    private Together() {}

    /** The reasons, of which the strongest fires if together they show harm. */
    static List<Reason> judge(JudgePolicy policy, List<Reason> reasons) {
        List<Reason> judged = new ArrayList<>(reasons);
        List<String> sharing = policy.alarms().stream()
                .filter(Needed::shares)
                .map(AlarmRule::name)
                .toList();
        List<Reason> beyond = reasons.stream()
                .filter(reason -> sharing.contains(reason.alarm()) && reason.action() == AlarmAction.Rollback)
                .filter(Together::isBeyond)
                .toList();
        double mean = beyond.stream().mapToDouble(Reason::harmEvidence).sum() / Math.max(1, sharing.size());
        boolean alone = reasons.stream()
                .anyMatch(reason -> reason.signal() == Signal.Firing && reason.action() == AlarmAction.Rollback);
        if (alone || beyond.size() < 2 || !(mean >= 1 / policy.alphaRollback())) {
            return judged;
        }
        Optional<Reason> strongest = beyond.stream().max(Comparator.comparingDouble(Reason::harmEvidence));
        strongest.ifPresent(reason -> judged.set(
                judged.indexOf(reason), firing(reason, mean, 1 / policy.alphaRollback(), beyond.size() - 1)));
        return judged;
    }

    private static boolean isBeyond(Reason reason) {
        Double value = reason.value();
        Double threshold = reason.threshold();
        if (value == null || threshold == null || reason.signal() != Signal.Undecided) {
            return false;
        }
        return reason.metric().isBetterWhenHigh() ? value < threshold : value > threshold;
    }

    private static Reason firing(Reason reason, double mean, double needed, int others) {
        String message = reason.message() + "; harm shown together with " + others + " other alarms, E="
                + Amount.evidence(mean) + " >= " + Amount.evidence(needed);
        return new Reason(
                reason.alarm(),
                reason.metric(),
                reason.action(),
                Signal.Firing,
                reason.value(),
                reason.reference(),
                reason.interval(),
                reason.threshold(),
                reason.samples(),
                reason.referenceSamples(),
                reason.harmEvidence(),
                reason.harmNeeded(),
                reason.safeEvidence(),
                reason.safeNeeded(),
                null,
                message.length() <= 512 ? message : message.substring(message.length() - 512));
    }
}
