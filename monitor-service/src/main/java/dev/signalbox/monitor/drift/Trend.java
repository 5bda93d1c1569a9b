package dev.signalbox.monitor.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How fast a drift grows. */
public final class Trend {
    /* Theil and Sen: the median of the slopes of all pairs, which a few odd windows do not turn. */
    private static final int MOST = 200;

    private Trend() {}

    /** A value at a time. */
    public record Point(Instant at, double value) {}

    /** The growth a hour; empty where fewer than three points are known. Of many points, the latest count. */
    public static OptionalDouble perHour(List<Point> points) {
        List<Point> latest = points.subList(Math.max(0, points.size() - MOST), points.size());
        if (latest.size() < 3) {
            return OptionalDouble.empty();
        }
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < latest.size(); i++) {
            for (int j = i + 1; j < latest.size(); j++) {
                double hours =
                        Duration.between(latest.get(i).at(), latest.get(j).at()).toMillis() / 3_600_000.0;
                if (hours != 0) {
                    slopes.add((latest.get(j).value() - latest.get(i).value()) / hours);
                }
            }
        }
        if (slopes.isEmpty()) {
            return OptionalDouble.empty();
        }
        slopes.sort(null);
        int middle = slopes.size() / 2;
        return OptionalDouble.of(
                slopes.size() % 2 == 1 ? slopes.get(middle) : (slopes.get(middle - 1) + slopes.get(middle)) / 2);
    }
}
