package dev.signalbox.server.pulse;

import java.time.Duration;

/** What the inferences did lately: how long ago the last one was answered, and how long the longest one has been running. */
public record Pulse(Duration sinceAnswer, Duration running) {
    /** What follows from it. */
    public sealed interface Finding {}

    /** Inferences are answered. */
    public record Well() implements Finding {}

    /** None was answered for a while: a sample would tell more. */
    public record Idle() implements Finding {}

    /** None was answered for so long that the model is not ready; a sample is still of use. */
    public record Stale(Duration sinceAnswer) implements Finding {}

    /** An inference does not end. */
    public record Hung(Duration running) implements Finding {}

    /** Finds out: what does not end is worse than what is not answered. */
    public Finding under(PulseRules rules) {
        if (running.compareTo(rules.hungAfter()) >= 0) {
            return new Hung(running);
        }
        if (sinceAnswer.compareTo(rules.staleAfter()) >= 0) {
            return new Stale(sinceAnswer);
        }
        return sinceAnswer.compareTo(rules.interval()) >= 0 ? new Idle() : new Well();
    }
}
