package dev.signalbox.monitor.limits;

/**
 * What a series showed in an hour, counted in hours since 1970: a share of so many trials, or an amount that rests on so many of
 * them.
 */
public record Hour(long hour, long trials, double value) implements Comparable<Hour> {
    static final int OF_A_DAY = 24;
    static final int OF_A_WEEK = 168;
    private static final long SECONDS = 3_600;

    public Hour {
        if (trials < 1 || !(value >= 0)) {
            throw new IllegalArgumentException(
                    "an hour must have a trial and a value of at least 0, got " + value + " of " + trials);
        }
    }

    /** A share, by what it is counted from. */
    public static Hour ofRate(long hour, long trials, long events) {
        return new Hour(hour, trials, (double) Math.min(events, trials) / trials);
    }

    /** The hour in which a second since 1970 is. */
    public static long of(long second) {
        return Math.floorDiv(second, SECONDS);
    }

    /** The second since 1970 with which an hour begins. */
    public static long second(long hour) {
        return hour * SECONDS;
    }

    @Override
    public int compareTo(Hour other) {
        return Long.compare(hour, other.hour);
    }
}
