package dev.signalbox.monitor.limits;

import dev.signalbox.api.statistics.ChiSquared;
import java.util.List;

/** Amounts about their median, surprising by how many spreads they lie above it. */
record AmountBand(double usual, double spread, long trials) implements Band {
    /* What differs by less than this share is not told apart, however alike a few visits were. */
    private static final double LEAST_SHARE = 0.05;

    static AmountBand of(double least, List<Hour> visits) {
        Robust robust = Robust.of(Band.values(visits));
        double spread = Math.max(robust.spread(), Math.max(least, LEAST_SHARE * robust.median()));
        return new AmountBand(robust.median(), spread, Band.trials(visits));
    }

    /* Of a normal amount, one side. */
    static double expected(double probability) {
        return Math.sqrt(ChiSquared.criticalValue(Math.min(1, 2 * probability), 1));
    }

    @Override
    public double surprise(Hour hour) {
        return Math.max(0, (hour.value() - usual) / spread);
    }

    @Override
    public double limit(double surprise) {
        return usual + surprise * spread;
    }
}
