package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.Interval;
import org.jspecify.annotations.Nullable;

/** What an alarm's metric shows; {@code stable} is absent where the alarm has a limit of its own. */
record Finding(
        Evidence evidence,
        Measured candidate,
        Interval interval,
        @Nullable Measured stable,
        double threshold) {
    /** An estimate and how many requests or rows it rests on. */
    record Measured(double value, long samples) {}
}
