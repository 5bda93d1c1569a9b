package dev.signalbox.cli.capacity;

import dev.signalbox.api.Require;

/**
 * What came of one constant rate: {@code offered} and {@code answered} in requests a second, the share of the requests that failed,
 * and latencies in milliseconds from when a request was meant to start (so that waiting for its turn counts).
 */
public record Measured(double offered, double answered, double failedShare, double p50Millis, double p99Millis) {
    private static final double LEAST_ANSWERED = 0.95;
    private static final double MOST_FAILED = 0.01;

    public Measured {
        Require.within("measured.offered", offered, 0.001, 1e9);
        Require.within("measured.answered", answered, 0.0, 1e9);
        Require.within("measured.failedShare", failedShare, 0.0, 1.0);
    }

    /** Whether more was asked for than could be done: under 95 % were answered in the time, or over 1 % failed. */
    public boolean saturated() {
        return answered < LEAST_ANSWERED * offered || failedShare > MOST_FAILED;
    }

    /** Whether it was done, and 99 of 100 were answered within so many milliseconds. */
    public boolean meets(double wantedP99Millis) {
        return !saturated() && p99Millis <= wantedP99Millis;
    }
}
