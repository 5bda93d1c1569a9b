package dev.signalbox.monitor.decay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.monitor.drift.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Simulated accuracies of a model that does not decay, and of one that does: what is foretold of them. */
class ForecastSimulationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int RUNS = 2_000;
    private static final double LIMIT = 0.8;
    private static final double LEVEL = 0.9;
    private static final double NOISE = 0.01;

    /** How days are: how much of its noise a day hands on to the next, what a week adds, and what is lost in a day. */
    private record Days(String name, double handedOn, double week, double lost) {}

    @Test
    void ofAModelThatDoesNotDecayHardlyAnythingIsForetold() {
        List<Days> steady = List.of(
                new Days("independent days", 0, 0, 0),
                new Days("weekly cycle", 0, 0.02, 0),
                new Days("days alike (.3)", 0.3, 0, 0),
                new Days("days much alike (.6)", 0.6, 0, 0));
        for (Days days : steady) {
            for (int length : new int[] {7, 14, 28}) {
                double share = foretold(days, length);
                tell(days, length, share);
                assertThat(share).as("%s, %d days", days.name(), length).isLessThanOrEqualTo(0.03);
            }
        }
    }

    @Test
    void ofOneThatDoesItIsForetoldWithinWeeks() {
        Days falling = new Days("half a point lost a day", 0, 0, 0.005);
        for (int length : new int[] {14, 28}) {
            double share = foretold(falling, length);
            tell(falling, length, share);
            assertThat(share).as("%d days", length).isGreaterThan(0.9);
        }
    }

    private static void tell(Days days, int length, double share) {
        System.out.printf(Locale.ROOT, "%-26s %2d days: foretold in %.4f of %d%n", days.name(), length, share, RUNS);
    }

    private static double foretold(Days days, int length) {
        int foretold = 0;
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(31L * run + length);
            List<Trend.Point> points = new ArrayList<>();
            double noise = NOISE * random.nextGaussian();
            int weekday = random.nextInt(7);
            for (int day = 0; day < length; day++) {
                noise = days.handedOn() * noise
                        + Math.sqrt(1 - days.handedOn() * days.handedOn()) * NOISE * random.nextGaussian();
                double week = (day + weekday) % 7 >= 5 ? -days.week() : 0;
                points.add(new Trend.Point(START.plus(Duration.ofDays(day)), LEVEL + week + noise - days.lost() * day));
            }
            Instant now = points.getLast().at();
            foretold += Trend.line(points)
                            .flatMap(line -> Forecast.of(line, LIMIT, false, now))
                            .isPresent()
                    ? 1
                    : 0;
        }
        return foretold / (double) RUNS;
    }
}
