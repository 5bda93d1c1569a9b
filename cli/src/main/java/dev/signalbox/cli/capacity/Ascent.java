package dev.signalbox.cli.capacity;

import dev.signalbox.api.Require;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Which rate comes next on the way to saturation: from the first rate up by half each time until one saturates; then between the
 * highest that did not and the lowest that did, until they are within a tenth of each other. So a figure is known to about 5 %.
 */
public record Ascent(double firstRate, double highestRate) {
    /** So many rates are tried at most. */
    public static final int MOST_STEPS = 40;

    private static final double GROWTH = 1.5;
    private static final double CLOSE = 1.1;

    public Ascent {
        Require.within("first rate", firstRate, 0.1, 100_000.0);
        Require.within("highest rate", highestRate, firstRate, 100_000.0);
    }

    /** The next rate after these; empty where nothing more is to be learned. */
    public OptionalDouble next(List<Measured> done) {
        if (done.size() >= MOST_STEPS) {
            return OptionalDouble.empty();
        }
        double saturated = done.stream()
                .filter(Measured::saturated)
                .mapToDouble(Measured::offered)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        double well = done.stream()
                .filter(m -> m.offered() < saturated && !m.saturated())
                .mapToDouble(Measured::offered)
                .max()
                .orElse(0);
        if (well == 0) {
            return firstUnder(saturated);
        }
        if (Double.isInfinite(saturated)) {
            return well >= highestRate
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.min(highestRate, well * GROWTH));
        }
        return saturated <= well * CLOSE ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(well * saturated));
    }

    /* The very first rate, or, where that was too much already, ever smaller ones down to a hundredth of it. */
    private OptionalDouble firstUnder(double saturated) {
        if (Double.isInfinite(saturated)) {
            return OptionalDouble.of(firstRate);
        }
        return saturated <= firstRate / 100 ? OptionalDouble.empty() : OptionalDouble.of(saturated / 2);
    }
}
