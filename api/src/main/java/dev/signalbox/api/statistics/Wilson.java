package dev.signalbox.api.statistics;

import dev.signalbox.api.verdict.Interval;

/** The score interval of a share [1]: for one look at a sample, and good for small ones. [1] Wilson, 1927. */
public final class Wilson {
    /* Of the standard normal distribution, for 95 %. */
    private static final double Z = 1.959963984540054;

    private Wilson() {}

    /** The interval of so many of so many, with a confidence of 95 %; everything where there are none. */
    public static Interval of(long count, long of) {
        if (of == 0) {
            return new Interval(0, 1);
        }
        double share = (double) count / of;
        double spread = Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
        double middle = share + Z * Z / (2.0 * of);
        double size = 1 + Z * Z / of;
        /* At the ends the limits are exact, and rounding must not put them beyond the share. */
        double low = count == 0 ? 0 : (middle - spread) / size;
        double high = count == of ? 1 : (middle + spread) / size;
        return new Interval(low, high);
    }
}
