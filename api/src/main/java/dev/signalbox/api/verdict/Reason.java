package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import org.jspecify.annotations.Nullable;

/**
 * One alarm's part in a verdict, with its evidence.
 *
 * <p>{@code value} and {@code reference} are the candidate's and stable's estimates in the metric's unit (share, or
 * milliseconds), {@code interval} an anytime-valid one of {@code value}, {@code threshold} what {@code value} is held against,
 * {@code samples} and {@code referenceSamples} how many requests or rows both rest on. {@code harmEvidence} and {@code
 * safeEvidence} are e-values; harm is shown at {@code harmNeeded}, its absence at {@code safeNeeded}. {@code requestsNeeded}
 * projects how many more requests of the deployment would show its absence.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reason(
        String alarm,
        Metric metric,
        AlarmAction action,
        Signal signal,
        @Nullable Double value,
        @Nullable Double reference,
        @Nullable Interval interval,
        @Nullable Double threshold,
        long samples,
        long referenceSamples,
        double harmEvidence,
        double harmNeeded,
        double safeEvidence,
        double safeNeeded,
        @Nullable Long requestsNeeded,
        String message) {
    public Reason {
        Require.atMost("reason.alarm", 63, alarm);
        Require.present("reason.metric", metric);
        Require.present("reason.action", action);
        Require.present("reason.signal", signal);
        Require.within("reason.samples", samples, 0, Long.MAX_VALUE);
        Require.within("reason.referenceSamples", referenceSamples, 0, Long.MAX_VALUE);
        Require.within("reason.harmEvidence", harmEvidence, 0.0, Double.MAX_VALUE);
        Require.within("reason.safeEvidence", safeEvidence, 0.0, Double.MAX_VALUE);
        Require.atMost("reason.message", 512, message);
    }
}
