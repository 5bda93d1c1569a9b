package dev.signalbox.api.verdict;

/** What a metric is counted in. */
public enum Unit {
    /** A share, from 0 to 1. */
    SHARE(1),
    /** Milliseconds, up to an hour for a latency and a day for a silence. */
    MILLISECONDS(86_400_000),
    /** A distance between distributions, which has no unit: 0 says that nothing moved. */
    DISTANCE(100),
    /** A number of events. */
    COUNT(1e12),
    /** Whatever its source says. */
    NUMBER(1e300);

    private final double largest;

    Unit(double largest) {
        this.largest = largest;
    }

    /** The largest limit that a rule may set. */
    public double largest() {
        return largest;
    }
}
