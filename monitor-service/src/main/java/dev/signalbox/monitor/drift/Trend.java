package dev.signalbox.monitor.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast a value, as that of a drift, grows. */
public final class Trend {
    /* Theil and Sen [1]: the median of the slopes of all pairs, which a few odd windows do not turn. How far it may be off [2]
     * follows from how many of the pairs rise where nothing but chance is: Kendall's S, whose variance is that of independent
     * points. Neighbours in time are alike, so the variance is widened by the correlation of neighbours about the line, of which a
     * short series shows too little [3].
     * [1] Sen: Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1968. [2] Gilbert: Statistical methods for
     * environmental pollution monitoring, 1987, 16.5. [3] Marriott, Pope: Bias in the estimation of autocorrelations, Biometrika 41,
     * 1954. */
    private static final int MOST = 200;
    private static final int LEAST = 3;
    private static final double QUANTILE_OF_99_PERCENT = 2.5758;
    private static final double MOST_ALIKE = 0.8;
    private static final double MILLISECONDS = 3_600_000;

    private Trend() {}

    /** A value at a time. */
    public record Point(Instant at, double value) {}

    /** The growth an hour; empty where fewer than three points are known. Of many points, the latest count. */
    public static OptionalDouble perHour(List<Point> points) {
        List<Double> slopes = slopes(latest(points));
        return slopes.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(slopes));
    }

    /**
     * The line through points, in the order of time, with the slopes that they do not exclude with a confidence of 99 %; empty where
     * they are too few to exclude any: fewer than seven.
     */
    public static Optional<Line> line(List<Point> points) {
        List<Point> latest = latest(points);
        List<Double> slopes = slopes(latest);
        if (slopes.isEmpty()) {
            return Optional.empty();
        }
        Instant from = latest.getFirst().at();
        double slope = median(slopes);
        double level = median(latest.stream()
                .map(point -> point.value() - slope * hours(from, point.at()))
                .sorted()
                .toList());
        int n = latest.size();
        double alike = alike(residuals(latest, from, level, slope));
        double deviation = Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18 * (1 + alike) / (1 - alike));
        int excluded = (int) Math.floor((slopes.size() - QUANTILE_OF_99_PERCENT * deviation) / 2);
        return excluded < 1
                ? Optional.empty()
                : Optional.of(
                        new Line(from, level, slope, slopes.get(excluded - 1), slopes.get(slopes.size() - excluded)));
    }

    /** A line: its value at a time, its slope an hour, and the least and the largest that are not excluded. */
    public record Line(Instant from, double level, double perHour, double low, double high) {
        /** The value of the line at a time. */
        public double at(Instant when) {
            return level + perHour * hours(from, when);
        }
    }

    private static List<Point> latest(List<Point> points) {
        return points.subList(Math.max(0, points.size() - MOST), points.size());
    }

    /** The slopes of all pairs, in order. */
    private static List<Double> slopes(List<Point> points) {
        List<Double> slopes = new ArrayList<>();
        if (points.size() < LEAST) {
            return slopes;
        }
        for (int i = 0; i < points.size(); i++) {
            for (int j = i + 1; j < points.size(); j++) {
                double hours = hours(points.get(i).at(), points.get(j).at());
                if (hours != 0) {
                    slopes.add((points.get(j).value() - points.get(i).value()) / hours);
                }
            }
        }
        slopes.sort(null);
        return slopes;
    }

    private static double[] residuals(List<Point> points, Instant from, double level, double slope) {
        return points.stream()
                .mapToDouble(point -> point.value() - level - slope * hours(from, point.at()))
                .toArray();
    }

    /** How much a point tells of the next one, without what a short series hides of it. */
    private static double alike(double[] residuals) {
        double together = 0;
        double alone = 0;
        for (int i = 0; i < residuals.length; i++) {
            together += i == 0 ? 0 : residuals[i] * residuals[i - 1];
            alone += residuals[i] * residuals[i];
        }
        double seen = alone > 0 ? together / alone : 0;
        return Math.clamp(seen + (1 + 3 * seen) / residuals.length, 0, MOST_ALIKE);
    }

    private static double hours(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLISECONDS;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
