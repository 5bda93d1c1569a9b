package dev.signalbox.monitor.decay;

import dev.signalbox.api.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a model may decay; without a limit of a kind, that kind is told and never fires. */
public record DecayLimits(
        double maxDrift,
        @Nullable Double minAccuracy,
        @Nullable Duration maxAge) {
    /** What drift is called much where nothing else is said. */
    public static final double USUAL_DRIFT = 0.2;

    /** The longest age that may be asked for. */
    public static final Duration LONGEST_AGE = Duration.ofDays(3_650);

    private static final double MOST_DRIFT = 10;

    public DecayLimits {
        Require.within("maxDrift", maxDrift, 0, MOST_DRIFT);
        if (minAccuracy != null) {
            Require.within("minAccuracy", minAccuracy, 0.0, 1.0);
        }
        if (maxAge != null && (!maxAge.isPositive() || maxAge.compareTo(LONGEST_AGE) > 0)) {
            throw new IllegalArgumentException(
                    "maxAge must be more than PT0S and at most P" + LONGEST_AGE.toDays() + "D, got " + maxAge);
        }
    }
}
