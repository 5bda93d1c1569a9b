package dev.signalbox.monitor.limits;

import java.util.List;

/** What is usual for a series in a slot of its season, by the last times that the slot was visited. */
sealed interface Band permits RateBand, AmountBand {
    /** How surprising an hour is, in a unit of the band's own; 0 where it is not above what is usual. */
    double surprise(Hour hour);

    /** The highest value that is at most so surprising in an hour of so few trials. */
    double limit(double surprise);

    /** What an hour of usual traffic shows. */
    double usual();

    /** How many trials an hour has at least, as a rule. */
    long trials();

    /** The surprise that comes with this probability where hours are as the band's formula says. */
    static double expected(Aim.Kind kind, double probability) {
        return switch (kind) {
            case RATE -> RateBand.expected(probability);
            case AMOUNT -> AmountBand.expected(probability);
        };
    }

    /** The band of some visits, of which there is at least one. */
    static Band of(Aim.Kind kind, double least, List<Hour> visits) {
        return switch (kind) {
            case RATE -> RateBand.of(visits);
            case AMOUNT -> AmountBand.of(least, visits);
        };
    }

    static double[] values(List<Hour> visits) {
        return visits.stream().mapToDouble(Hour::value).toArray();
    }

    /* Of the quietest visit: an hour that has fewer requests than usual is not beyond its limit for that. */
    static long trials(List<Hour> visits) {
        return visits.stream().mapToLong(Hour::trials).min().orElse(1);
    }
}
