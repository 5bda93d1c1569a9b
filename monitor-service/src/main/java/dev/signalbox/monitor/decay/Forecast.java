package dev.signalbox.monitor.decay;

import dev.signalbox.api.verdict.Interval;
import dev.signalbox.monitor.drift.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a line reaches a limit: by its slope, and by the fastest and the slowest slope that are not excluded. {@code latest} is null
 * where that is further ahead than is foretold.
 */
record Forecast(Instant at, Instant earliest, @Nullable Instant latest) {
    /** Further ahead nothing is foretold. */
    static final Duration FURTHEST = Duration.ofDays(365);

    private static final double HOURS_OF_A_DAY = 24;
    private static final double SECONDS = 3_600;

    /** Empty where the line does not surely go to the limit, or gets there too far ahead. A line beyond it is there now. */
    static Optional<Forecast> of(Trend.Line line, double limit, boolean worseAbove, Instant now) {
        double slow = worseAbove ? line.low() : -line.high();
        double fast = worseAbove ? line.high() : -line.low();
        double slope = worseAbove ? line.perHour() : -line.perHour();
        if (slow <= 0) {
            return Optional.empty();
        }
        double gap = Math.max(0, worseAbove ? limit - line.at(now) : line.at(now) - limit);
        Instant at = after(now, gap / slope);
        return at == null
                ? Optional.empty()
                : Optional.of(new Forecast(at, earlier(at, after(now, gap / fast)), after(now, gap / slow)));
    }

    private static Instant earlier(Instant at, @Nullable Instant other) {
        return other == null || other.isAfter(at) ? at : other;
    }

    private static @Nullable Instant after(Instant now, double hours) {
        return hours <= FURTHEST.toHours() ? now.plusSeconds(Math.round(hours * SECONDS)) : null;
    }

    static double perDay(Trend.Line line) {
        return line.perHour() * HOURS_OF_A_DAY;
    }

    static Interval perDayInterval(Trend.Line line) {
        return new Interval(line.low() * HOURS_OF_A_DAY, line.high() * HOURS_OF_A_DAY);
    }
}
