package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Puts an alarm's finding into the words and numbers that people and the operator read. */
final class ReasonWriter {
    private static final double MOST_REQUESTS = 1e12;
    private static final double NO_BOUND = LatencyHistogram.upperBoundMicros(LatencyHistogram.LAST_BUCKET) / 1_000;

    private ReasonWriter() {}

    static Reason judged(AlarmRule alarm, Finding found, Needed needed, double requests) {
        Evidence evidence = found.evidence();
        Signal signal = signal(found, needed);
        Long more = signal == Signal.Undecided ? requestsNeeded(evidence, needed, requests) : null;
        Finding.Measured stable = found.stable();
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                signal,
                found.candidate().value(),
                stable == null ? null : stable.value(),
                found.interval(),
                found.threshold(),
                found.candidate().samples(),
                stable == null ? 0 : stable.samples(),
                evidence.harm(),
                needed.harm(),
                evidence.safe(),
                needed.safe(),
                more,
                seen(alarm, found) + bursts(evidence) + ": " + conclusion(signal, evidence, needed, more));
    }

    static Reason noData(AlarmRule alarm, Question question, Needed needed) {
        String unit = alarm.metric() == Metric.NULL_OUTPUT_RATE ? "rows" : "requests";
        String message = alarm.name() + ": no whole tick with " + unit + " of version " + question.candidate()
                + (alarm.comparesWithStable() ? " and of stable " + question.stable() : "") + " since "
                + question.since();
        return new Reason(
                alarm.name(),
                alarm.metric(),
                alarm.action(),
                Signal.NoData,
                null,
                null,
                null,
                alarm.max(),
                0,
                0,
                1,
                needed.harm(),
                1,
                needed.safe(),
                null,
                message);
    }

    private static Signal signal(Finding found, Needed needed) {
        if (found.evidence().harm() >= needed.harm() && found.candidate().value() > found.threshold()) {
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

    private static String seen(AlarmRule alarm, Finding found) {
        boolean rate = alarm.metric().isRate();
        Interval interval = found.interval();
        StringBuilder text = new StringBuilder(alarm.name())
                .append(rate ? " " : " p99 ")
                .append(amount(rate, found.candidate().value()))
                .append(" [")
                .append(amount(rate, interval.low()))
                .append(", ")
                .append(amount(rate, interval.high()))
                .append("] of ")
                .append(found.candidate().samples());
        Finding.Measured stable = found.stable();
        if (stable != null) {
            text.append(" against stable ")
                    .append(amount(rate, stable.value()))
                    .append(" of ")
                    .append(stable.samples());
        }
        return text.append(", limit ").append(amount(rate, found.threshold())).toString();
    }

    private static String bursts(Evidence evidence) {
        return evidence.bursts().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, ", in bursts (phi %.1f)", evidence.bursts().getAsDouble());
    }

    private static String conclusion(Signal signal, Evidence evidence, Needed needed, @Nullable Long more) {
        String harm = "E=" + evidence(evidence.harm()) + (evidence.harm() >= needed.harm() ? " >= " : " < ")
                + evidence(needed.harm());
        String safe = "E=" + evidence(evidence.safe()) + (evidence.safe() >= needed.safe() ? " >= " : " < ")
                + evidence(needed.safe());
        return switch (signal) {
            case Firing -> "harm shown, " + harm;
            case Passed -> "shown to be within the limit, " + safe;
            default ->
                "not decided, harm " + harm + ", safety " + safe
                        + (more == null ? "" : ", about " + more + " more requests needed");
        };
    }

    private static String amount(boolean rate, double amount) {
        if (rate) {
            double percent = amount * 100;
            return String.format(Locale.ROOT, percent >= 10 ? "%.0f%%" : percent >= 1 ? "%.1f%%" : "%.2f%%", percent);
        }
        if (amount >= NO_BOUND) {
            return "no bound";
        }
        return String.format(Locale.ROOT, amount >= 100 ? "%.0f ms" : amount >= 10 ? "%.1f ms" : "%.2f ms", amount);
    }

    private static String evidence(double value) {
        return String.format(Locale.ROOT, value >= 1e6 ? "%.0e" : value >= 10 ? "%.0f" : "%.2f", value);
    }
}
