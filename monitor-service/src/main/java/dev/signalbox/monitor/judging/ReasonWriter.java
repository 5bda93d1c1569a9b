package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.monitor.drift.Drift;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts what an alarm found into the words and numbers that people and the operator read. */
final class ReasonWriter {
    private static final double MOST_REQUESTS = 1e12;
    private static final double LARGEST_LOG = 690;
    private static final int LONGEST_MESSAGE = 512;
    private static final int MOST_NAMED = 5;

    /** With fewer rows, that nothing moved is not shown. */
    private static final long LEAST_ROWS = 200;

    private ReasonWriter() {}

    /** The reason of an alarm that weighs evidence; {@code requests} is how many both versions had. */
    static Reason judged(AlarmRule alarm, Finding found, Needed needed, double requests) {
        return judged(alarm, "", found, needed, requests);
    }

    /** The same of one of several things that the alarm looks at. */
    static Reason judged(AlarmRule alarm, String of, Finding found, Needed needed, double requests) {
        Evidence evidence = found.evidence();
        Signal signal = signal(found, needed);
        Long more = signal == Signal.Undecided ? requestsNeeded(evidence, needed, requests) : null;
        Shown shown = Shown.of(alarm, found);
        Finding.Measured stable = found.stable();
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                signal,
                shown.value(),
                shown.reference(),
                shown.interval(),
                shown.threshold(),
                found.candidate().samples(),
                stable == null ? 0 : stable.samples(),
                evidence.harm(),
                needed.harm(),
                evidence.safe(),
                needed.safe(),
                more,
                seen(alarm, of, shown, found) + bursts(evidence) + ": " + conclusion(signal, evidence, needed, more));
    }

    /** The numbers as people know them: of what is better when there is more of it, the other share was judged. */
    private record Shown(double value, @Nullable Double reference, Interval interval, double threshold) {
        static Shown of(AlarmRule alarm, Finding found) {
            Finding.Measured stable = found.stable();
            Double reference = stable == null ? null : stable.value();
            double value = found.candidate().value();
            if (!alarm.metric().isBetterWhenHigh()) {
                return new Shown(value, reference, found.interval(), found.threshold());
            }
            Interval other = new Interval(
                    1 - found.interval().high(), 1 - found.interval().low());
            return new Shown(1 - value, reference == null ? null : 1 - reference, other, 1 - found.threshold());
        }
    }

    /** The reason of an alarm that had nothing to judge by, and why. */
    static Reason noData(AlarmRule alarm, Needed needed, String why) {
        boolean evident = Needed.weighsEvidence(alarm);
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                Signal.NoData,
                null,
                null,
                null,
                SettledAlarm.limit(alarm),
                0,
                0,
                evident ? 1 : 0,
                evident ? needed.harm() : 1,
                evident ? 1 : 0,
                evident ? needed.safe() : 1,
                null,
                cut(alarm.name() + ": " + why));
    }

    /** The reason of an alarm over a number that is known. */
    static Reason settled(AlarmRule alarm, double value, long samples, boolean broken, String more) {
        Amount amount = new Amount(alarm.metric());
        Double limit = SettledAlarm.limit(alarm);
        double held = limit == null ? 0 : limit;
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                broken ? Signal.Firing : Signal.Passed,
                value,
                null,
                null,
                held,
                samples,
                0,
                broken ? 1 : 0,
                1,
                broken ? 0 : 1,
                1,
                null,
                cut(alarm.name() + " " + amount.of(value) + ", limit " + amount.of(held) + ": "
                        + (broken ? "beyond it" : "within it") + more));
    }

    /** The reason of an alarm over a drift. */
    static Reason drifted(AlarmRule alarm, DriftAlarm.Found found, Needed needed) {
        DriftAlarm.Moved foremost = found.foremost();
        Drift drift = foremost.drift();
        Drift ofStable = foremost.ofStable();
        boolean moved = !found.moved().isEmpty();
        boolean enough = drift.rows() >= LEAST_ROWS;
        double threshold = foremost.limit();
        double harm = Math.exp(Math.min(LARGEST_LOG, foremost.logEvidence()));
        return new Reason(
                alarm.name(),
                alarm.metric(),
                found.ofTheWorld() ? AlarmAction.Notify : alarm.action(),
                moved ? Signal.Firing : enough ? Signal.Passed : Signal.Undecided,
                drift.effect(),
                ofStable == null ? null : ofStable.effect(),
                null,
                threshold,
                drift.rows(),
                ofStable == null ? drift.referenceRows() : ofStable.rows(),
                harm,
                needed.harm(),
                !moved && enough ? 1 : 0,
                1,
                null,
                cut(drifted(alarm, found) + ": " + conclusion(found, enough, harm, needed)));
    }

    private static String drifted(AlarmRule alarm, DriftAlarm.Found found) {
        Amount amount = new Amount(alarm.metric());
        Drift drift = found.foremost().drift();
        Drift ofStable = found.foremost().ofStable();
        String against = alarm.comparesWithStable()
                ? " against stable's " + drift.referenceRows()
                : " against " + drift.referenceRows() + " of its training data"
                        + (ofStable == null
                                ? ""
                                : ", stable's " + amount.of(ofStable.effect()) + " in " + ofStable.rows());
        return alarm.name() + " " + amount.of(drift.effect()) + " of " + drift.name() + " in " + drift.rows() + " rows"
                + against + ", limit " + amount.of(found.foremost().limit())
                + learned(alarm, found.foremost().limit());
    }

    private static String conclusion(DriftAlarm.Found found, boolean enough, double harm, Needed needed) {
        if (found.moved().isEmpty()) {
            return enough ? "not shown to be beyond the limit" : "not decided, fewer than " + LEAST_ROWS + " rows";
        }
        String others = found.moved().stream()
                .skip(1)
                .limit(MOST_NAMED)
                .map(moved -> moved.drift().name())
                .collect(Collectors.joining(", "));
        int unnamed = Math.max(0, found.moved().size() - 1 - MOST_NAMED);
        return (found.ofTheWorld() ? "the world moved, not the candidate, E=" : "moved, E=")
                + Amount.evidence(harm) + " >= " + Amount.evidence(needed.harm())
                + (others.isEmpty() ? "" : "; also " + others)
                + (unnamed == 0 ? "" : " and " + unnamed + " more");
    }

    /** Whether harm is shown. */
    static boolean fires(Finding found, Needed needed) {
        return found.evidence().harm() >= needed.harm() && isBeyond(found);
    }

    /** Whether the estimate is beyond the rule's limit. */
    static boolean isBeyond(Finding found) {
        return found.candidate().value() > found.threshold();
    }

    private static Signal signal(Finding found, Needed needed) {
        if (fires(found, needed)) {
            return Signal.Firing;
        }
        return found.evidence().safe() >= needed.safe() ? Signal.Passed : Signal.Undecided;
    }

    private static @Nullable Long requestsNeeded(Evidence evidence, Needed needed, double requests) {
        OptionalDouble trials = evidence.trialsUntilSafe(needed.safe());
        if (trials.isEmpty()) {
            return null;
        }
        double perTrial = requests / (evidence.candidate() + evidence.stable());
        return (long) Math.ceil(Math.min(MOST_REQUESTS, trials.getAsDouble() * perTrial));
    }

    private static String seen(AlarmRule alarm, String of, Shown shown, Finding found) {
        Amount amount = new Amount(alarm.metric());
        StringBuilder text = new StringBuilder(alarm.name())
                .append(alarm.metric() == Metric.LATENCY_P99 ? " p99 " : " ")
                .append(amount.of(shown.value()))
                .append(" [")
                .append(amount.of(shown.interval().low()))
                .append(", ")
                .append(amount.of(shown.interval().high()))
                .append("] of ")
                .append(found.candidate().samples())
                .append(of.isEmpty() ? "" : " " + of);
        Double reference = shown.reference();
        Finding.Measured stable = found.stable();
        if (stable != null && reference != null) {
            text.append(" against stable ")
                    .append(amount.of(reference))
                    .append(" of ")
                    .append(stable.samples());
        }
        return text.append(", limit ")
                .append(amount.of(shown.threshold()))
                .append(learned(alarm, shown.threshold()))
                .toString();
    }

    /* Which limit was in force, where there may be two. */
    private static String learned(AlarmRule alarm, double limit) {
        Double hardMax = alarm.max();
        if (!alarm.learns() || hardMax == null) {
            return "";
        }
        return limit < hardMax
                ? " (learned, hardMax " + new Amount(alarm.metric()).of(hardMax) + ")"
                : " (hardMax, nothing lower is learned)";
    }

    private static String bursts(Evidence evidence) {
        OptionalDouble phi = evidence.bursts();
        return phi.isEmpty() ? "" : ", in bursts (phi " + Amount.decimal(phi.getAsDouble()) + ")";
    }

    private static String conclusion(Signal signal, Evidence evidence, Needed needed, @Nullable Long more) {
        String harm = "E=" + Amount.evidence(evidence.harm()) + (evidence.harm() >= needed.harm() ? " >= " : " < ")
                + Amount.evidence(needed.harm());
        String safe = "E=" + Amount.evidence(evidence.safe()) + (evidence.safe() >= needed.safe() ? " >= " : " < ")
                + Amount.evidence(needed.safe());
        return switch (signal) {
            case Firing -> "harm shown, " + harm;
            case Passed -> "shown to be within the limit, " + safe;
            default ->
                "not decided, harm " + harm + ", safety " + safe
                        + (more == null ? "" : ", about " + more + " more requests needed");
        };
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
}
