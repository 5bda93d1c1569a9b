package dev.signalbox.monitor.decay;

import dev.signalbox.monitor.drift.Drift;
import dev.signalbox.monitor.drift.Trend;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the stable version: its features, null where nothing can be compared; its answers by day, the latest last; and
 * since when it is stable, null where nobody told.
 */
public record Seen(
        Instant now,
        @Nullable List<Feature> features,
        List<Answers> days,
        @Nullable Instant stableSince) {
    private static final long LEAST_ROWS = 100;

    public Seen {
        features = features == null ? null : List.copyOf(features);
        days = List.copyOf(days);
    }

    /** A feature: its drift in the last day, and the effect of each day before, in the order of time. */
    public record Feature(Drift lately, List<Trend.Point> byDay) {
        public Feature {
            byDay = List.copyOf(byDay);
        }

        /** Of the days, by when they ended, those count that were seen often enough to be points of a line. */
        public static Feature of(Drift lately, SortedMap<Instant, Drift> byDay) {
            return new Feature(
                    lately,
                    byDay.entrySet().stream()
                            .filter(day -> day.getValue().rows() >= LEAST_ROWS)
                            .map(day ->
                                    new Trend.Point(day.getKey(), day.getValue().effect()))
                            .toList());
        }
    }

    /** Recorded answers of a day that ends then: labels, how many say that the answer was right, and what it says itself. */
    public record Answers(Instant until, long labelled, long right, long estimated, double estimatedAccuracy) {}
}
