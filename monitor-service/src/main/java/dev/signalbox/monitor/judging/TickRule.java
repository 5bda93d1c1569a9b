package dev.signalbox.monitor.judging;

import dev.signalbox.api.Require;
import java.time.Duration;

/**
 * How seconds are grouped into ticks: a tick is whole when both arms had {@code arrivals} trials, or when it spans {@code span}.
 * A second is looked at when it ended {@code grace} ago, so that the windows of every reporter have come.
 */
public record TickRule(int arrivals, Duration span, Duration grace) {
    public TickRule {
        Require.within("tick.arrivals", arrivals, 1, 1_000_000);
        Require.within("tick.span in seconds", span.toSeconds(), 1, 3_600);
        Require.within("tick.grace in milliseconds", grace.toMillis(), 0, 60_000);
    }
}
