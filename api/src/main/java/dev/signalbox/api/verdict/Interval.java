package dev.signalbox.api.verdict;

/** An interval in a metric's unit that holds the true value at every look with the stated confidence. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval must have low <= high, got " + low + " to " + high);
        }
    }
}
