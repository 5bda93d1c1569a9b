package dev.signalbox.cli.capacity;

import java.util.List;

/** A logarithmic scale from the smallest to the largest latency of a curve, in milliseconds. */
record Scale(double least, double most) {
    private static final double FLOOR = 0.01;

    static Scale of(List<Measured> curve) {
        double least = curve.stream().mapToDouble(Measured::p50Millis).min().orElse(1);
        double most = curve.stream().mapToDouble(Measured::p99Millis).max().orElse(1);
        return new Scale(Math.max(FLOOR, least), Math.max(FLOOR, most));
    }

    /** Where a latency lies, from 0 to 1. */
    double share(double millis) {
        if (most <= least) {
            return 0;
        }
        double share = Math.log(Math.max(millis, least) / least) / Math.log(most / least);
        return Math.min(1, Math.max(0, share));
    }
}
