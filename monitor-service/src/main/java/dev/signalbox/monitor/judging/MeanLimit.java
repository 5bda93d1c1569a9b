package dev.signalbox.monitor.judging;

/** The mean of the limits that were in force over some trials; where it was one, that one. Not thread safe. */
final class MeanLimit {
    private long trials;
    private double sum;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;

    void add(long more, double limit) {
        if (more > 0) {
            trials += more;
            sum += more * limit;
            lowest = Math.min(lowest, limit);
            highest = Math.max(highest, limit);
        }
    }

    /** The mean, or the other where there were no trials. A sum of many is not exact, and a limit that never changed is shown as it is. */
    double orElse(double other) {
        return trials == 0 ? other : Math.clamp(sum / trials, lowest, highest);
    }
}
