package dev.signalbox.api.statistics;

/** Binomial coefficients and tails. */
public final class Binomials {
    private Binomials() {}

    /** The logarithm of how many ways there are to choose so many of all. */
    public static double logChoose(long all, long chosen) {
        return chosen == 0 || chosen == all
                ? 0
                : LogSpace.logGamma(all + 1.0)
                        - LogSpace.logGamma(chosen + 1.0)
                        - LogSpace.logGamma(all - chosen + 1.0);
    }

    /** The probability of at least so many events in so many independent trials. */
    public static double upperTail(long events, long trials, double rate) {
        if (events <= 0) {
            return 1;
        }
        if (rate <= 0) {
            return 0;
        }
        /* From the first term on, each by the one before it; they fall soon above the mean. */
        double term =
                Math.exp(logChoose(trials, events) + events * Math.log(rate) + (trials - events) * Math.log1p(-rate));
        double sum = 0;
        for (long at = events; at <= trials && term > 0; at++) {
            sum += term;
            term *= (trials - at) / (at + 1.0) * rate / (1 - rate);
            if (at > trials * rate && term < sum * 1e-17) {
                break;
            }
        }
        return Math.min(1, sum);
    }
}
