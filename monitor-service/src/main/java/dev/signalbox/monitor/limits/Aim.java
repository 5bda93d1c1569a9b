package dev.signalbox.monitor.limits;

/**
 * What a limit of a series is to be: never above {@code hardMax}, and so that of the hours of a week stable itself would be beyond it
 * in {@code falseAlarmsPerWeek}, shared out over all {@code series} of the rule. {@code least} is what amounts, or shares, below
 * which nothing is told apart.
 */
public record Aim(Kind kind, double hardMax, double falseAlarmsPerWeek, int series, double least) {
    /** What a series is made of. */
    public enum Kind {
        /** Shares of trials. */
        RATE,
        /** Amounts. */
        AMOUNT
    }

    private static final double LIKELIEST = 0.5;

    /** The smallest share that is a limit. */
    private static final double LEAST_RATE = 1e-4;

    public Aim {
        if (!(hardMax >= 0) || !(falseAlarmsPerWeek > 0) || series < 1) {
            throw new IllegalArgumentException(
                    "an aim must have a hardMax of at least 0, false alarms and a series, got " + hardMax + ", "
                            + falseAlarmsPerWeek + " and " + series);
        }
    }

    /** Of a share. */
    public static Aim ofRate(double hardMax, double falseAlarmsPerWeek, int series) {
        return new Aim(Kind.RATE, hardMax, falseAlarmsPerWeek, series, LEAST_RATE);
    }

    /** Of an amount, of which less than {@code least} is not told apart. */
    public static Aim ofAmount(double hardMax, double falseAlarmsPerWeek, int series, double least) {
        return new Aim(Kind.AMOUNT, hardMax, falseAlarmsPerWeek, series, least);
    }

    /** How probable it may be that an hour of stable is beyond the limit. */
    double probability() {
        return Math.min(LIKELIEST, falseAlarmsPerWeek / Hour.OF_A_WEEK / series);
    }
}
