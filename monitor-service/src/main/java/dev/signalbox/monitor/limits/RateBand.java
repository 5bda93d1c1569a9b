package dev.signalbox.monitor.limits;

import dev.signalbox.api.statistics.Binomials;
import dev.signalbox.api.statistics.Gamma;
import java.util.List;

/**
 * A beta-binomial predictive band of a share: its surprise is {@code -ln P(at least so many events)} in an hour with that hour's
 * own trials.
 */
record RateBand(double usual, double a, double b, long trials) implements Band {
    /* The mean is that of the visits, each cut at four deviations about their median, so that one of them moves it by half a deviation at
     * most; the deviation between hours is the robust one without what counting alone makes of it, and at least a tenth of
     * the mean. Both are estimates from few visits, for which the predictive variance is widened. */
    private static final double WINSORISED_AT = 4;
    private static final double LEAST_SHARE = 0.1;

    /** More trials than this count as this many: the band is a little wider then, and its sums stay short. */
    private static final long MOST_TRIALS = 50_000;

    private static final double NEGLIGIBLE = 1e-12;

    static RateBand of(List<Hour> visits) {
        Robust robust = Robust.of(Band.values(visits));
        double events = 0;
        double trials = 0;
        double counting = 0;
        for (Hour visit : visits) {
            double about = (robust.median() * visit.trials() + 0.5) / (visit.trials() + 1);
            double deviation = Math.max(robust.spread(), Math.sqrt(about * (1 - about) / visit.trials()));
            double highest = robust.median() + WINSORISED_AT * deviation;
            events += Math.min(visit.value(), highest) * visit.trials();
            trials += visit.trials();
            counting += about * (1 - about) / visit.trials() / visits.size();
        }
        double mean = (events + 0.5) / (trials + 1);
        double between =
                Math.max(robust.spread() * robust.spread() - counting, LEAST_SHARE * LEAST_SHARE * mean * mean);
        double widened = between * (1 + 1.0 / visits.size()) + mean * (1 - mean) / trials;
        double variance = Math.min(widened, mean * (1 - mean) / 2);
        double strength = mean * (1 - mean) / variance - 1;
        return new RateBand(mean, mean * strength, (1 - mean) * strength, Band.trials(visits));
    }

    static double expected(double probability) {
        return -Math.log(probability);
    }

    @Override
    public double surprise(Hour hour) {
        long of = Math.min(hour.trials(), MOST_TRIALS);
        return surprise(Math.round(hour.value() * of), of);
    }

    private double surprise(long events, long of) {
        if (events <= of * usual) {
            return 0;
        }
        double log = Binomials.logChoose(of, events)
                + Gamma.log(events + a)
                + Gamma.log(of - events + b)
                - Gamma.log(of + a + b)
                + Gamma.log(a + b)
                - Gamma.log(a)
                - Gamma.log(b);
        /* From the first term on, each by the one before it. */
        double sum = 1;
        double term = 1;
        for (long at = events; at < of && term > sum * NEGLIGIBLE; at++) {
            term *= (of - at) / (at + 1.0) * (at + a) / (of - at - 1 + b);
            sum += term;
        }
        return Math.max(0, -(log + Math.log(sum)));
    }

    @Override
    public double limit(double surprise) {
        long of = Math.min(trials, MOST_TRIALS);
        long within = (long) Math.floor(of * usual);
        long beyond = of + 1;
        while (beyond - within > 1) {
            long middle = (within + beyond) / 2;
            if (surprise(middle, of) <= surprise) {
                within = middle;
            } else {
                beyond = middle;
            }
        }
        return (double) within / of;
    }
}
