package dev.signalbox.monitor.drift;

import dev.signalbox.api.Require;
import dev.signalbox.api.statistics.Binomials;
import dev.signalbox.api.statistics.ChiSquared;

/** Tests of whether two shares are the same, such as those of missing values. */
public final class Proportions {
    private static final double LEAST_FOR_NORMAL = 10;

    private Proportions() {}

    /** The pooled z of a share against a reference: positive where the share is the larger one. */
    public static double z(Share current, Share reference) {
        double both = (double) current.of + reference.of;
        double pooled = (current.events + reference.events) / both;
        double spread = Math.sqrt(pooled * (1 - pooled) * (1.0 / current.of + 1.0 / reference.of));
        return spread == 0 ? 0 : (current.rate() - reference.rate()) / spread;
    }

    /** How probable a difference as large as this is where both are the same: by z, or exactly where little was seen. */
    public static double pValue(Share current, Share reference) {
        if (current.of == 0 || reference.of == 0) {
            return 1;
        }
        double both = (double) current.of + reference.of;
        double events = (double) current.events + reference.events;
        double rarer = Math.min(events, both - events) / both;
        if (Math.min(current.of, reference.of) * rarer >= LEAST_FOR_NORMAL) {
            return ChiSquared.upperTail(square(z(current, reference)), 1);
        }
        return fisher(current, reference);
    }

    /* Fisher's exact test of both sides: the probability of every table that is at most as probable as this one. */
    private static double fisher(Share current, Share reference) {
        long events = current.events + reference.events;
        long least = Math.max(0, events - reference.of);
        long most = Math.min(events, current.of);
        double seen = logTable(current.events, events, current, reference);
        double sum = 0;
        for (long at = least; at <= most; at++) {
            double log = logTable(at, events, current, reference);
            sum += log <= seen + 1e-9 ? Math.exp(log) : 0;
        }
        return Math.min(1, sum);
    }

    private static double logTable(long at, long events, Share current, Share reference) {
        return Binomials.logChoose(current.of, at)
                + Binomials.logChoose(reference.of, events - at)
                - Binomials.logChoose(current.of + reference.of, events);
    }

    /**
     * Whether something that the reference never had is there now: the lower bound of its share is above the upper bound of a share
     * that stays unseen in so many rows (the rule of three, exactly).
     */
    public static boolean isNew(Share current, long referenceRows, double alpha) {
        if (current.events == 0 || referenceRows == 0) {
            return false;
        }
        double unseen = 1 - Math.pow(alpha, 1.0 / referenceRows);
        return Binomials.upperTail(current.events, current.of, unseen) <= alpha;
    }

    private static double square(double x) {
        return x * x;
    }

    /** So many events of so many trials. */
    public record Share(long events, long of) {
        public Share {
            Require.within("share.of", of, 0, Long.MAX_VALUE);
            Require.within("share.events", events, 0, of);
        }

        double rate() {
            return (double) events / of;
        }
    }
}
