package dev.signalbox.cli.load;

import dev.signalbox.api.Require;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When each request of an open loop is meant to start: at a constant rate, after a rise from a tenth of it, over {@code rise},
 * that lets cold services warm up as they would behind a real load balancer.
 */
public record Pace(double ratePerSecond, Duration rise) {
    private static final double FIRST_SHARE = 0.1;

    public Pace {
        Require.within("rate", ratePerSecond, 0.01, 100_000.0);
        Require.within("rise in milliseconds", rise.toMillis(), 0, 3_600_000);
    }

    /** A constant rate from the first request on. */
    public static Pace constant(double ratePerSecond) {
        return new Pace(ratePerSecond, Duration.ZERO);
    }

    /** The nanoseconds between the start of the load and the start of its request of this number, from 0. */
    public long nanosUntil(long number) {
        /* With rate r from r0 on over the time T, r0 t + (r - r0) t^2 / 2T requests have started at t; solved for t. */
        double seconds = rise.toNanos() / 1e9;
        double first = ratePerSecond * FIRST_SHARE;
        double during = (first + ratePerSecond) / 2 * seconds;
        double at;
        if (number >= during) {
            at = seconds + (number - during) / ratePerSecond;
        } else {
            double growth = (ratePerSecond - first) / seconds;
            at = (Math.sqrt(first * first + 2 * growth * number) - first) / growth;
        }
        return Math.round(at * TimeUnit.SECONDS.toNanos(1));
    }
}
