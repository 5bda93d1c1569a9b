package dev.signalbox.monitor.limits;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Learns a limit from the hours of a series: the same hours, in whatever order, give the same limit. */
public final class LimitLearner {
    /** How many hours back are looked at: ten weeks. */
    public static final int HISTORY = 10 * Hour.OF_A_WEEK;

    /** A weekend that was seen once looks like an odd day: two weeks. */
    private static final int LEAST_HISTORY = 2 * Hour.OF_A_WEEK;

    /** With fewer scored hours, how heavy the tail is is not known. */
    private static final int LEAST_SCORES = 100;

    private static final MathContext SHOWN = new MathContext(3, RoundingMode.CEILING);

    private final Aim aim;
    private final Season season = new Season();
    private final List<Double> surprises = new ArrayList<>();
    private long first = Long.MAX_VALUE;
    private int known;

    private LimitLearner(Aim aim) {
        this.aim = aim;
    }

    /** What is learned from the hours before {@code until}, among which are none that are not to be learned from. */
    public static LimitLearner of(Aim aim, List<Hour> hours, long until) {
        LimitLearner learner = new LimitLearner(aim);
        hours.stream()
                .filter(hour -> hour.hour() < until && hour.hour() >= until - HISTORY)
                .sorted()
                .forEach(learner::add);
        return learner;
    }

    private void add(Hour hour) {
        first = Math.min(first, hour.hour());
        known++;
        /* By what was known before it: with what it says itself it would look less surprising than it was. */
        season.slot(hour.hour()).ifPresent(slot -> surprises.add(band(slot).surprise(hour)));
        season.add(hour);
    }

    /** The limit for an hour. */
    public Learned limit(long target) {
        if (known == 0 || target - first < LEAST_HISTORY || surprises.size() < LEAST_SCORES) {
            return Learned.hard(
                    aim.hardMax(),
                    known + " hours are known: two weeks, and " + LEAST_SCORES + " hours beyond the first "
                            + Season.LEAST_VISITS + " of each hour of the day, are needed",
                    known);
        }
        Optional<Season.Slot> slot = season.slot(target);
        if (slot.isEmpty()) {
            return Learned.hard(
                    aim.hardMax(),
                    "the hour of the day was seen " + season.visitsOfDay(target) + " times, " + Season.LEAST_VISITS
                            + " are needed",
                    known);
        }
        return of(slot.get());
    }

    private Learned of(Season.Slot slot) {
        double probability = aim.probability();
        double allowed = Calibration.allowed(surprises, probability, Band.expected(aim.kind(), probability));
        Band band = band(slot);
        double learned = shown(Math.max(aim.least(), band.limit(allowed)));
        boolean within = learned < aim.hardMax();
        return new Learned(
                within ? learned : aim.hardMax(),
                within ? Learned.Source.LEARNED : Learned.Source.HARD_MAX,
                within
                        ? null
                        : String.format(
                                Locale.ROOT, "%.3g would be learned, which is not below the hard limit", learned),
                slot.name(),
                slot.visits().size(),
                shown(band.usual()),
                known);
    }

    private Band band(Season.Slot slot) {
        return Band.of(aim.kind(), aim.least(), slot.visits());
    }

    /* Three digits are shown and recorded, so that what is recorded is what was in force, and not every hour is a change. */
    private static double shown(double value) {
        return value == 0 ? 0 : new BigDecimal(value).round(SHOWN).doubleValue();
    }
}
