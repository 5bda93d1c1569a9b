package dev.signalbox.monitor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated traffic with a daily and a weekly season and heavy tails: how often stable is beyond its own learned limit. */
class BudgetSimulationTest {
    private static final int RUNS = 4;
    private static final int WEEKS = 16;
    private static final int WEEK = Hour.OF_A_WEEK;

    /** How hours are: of so many requests, with such a rate, which a normal or a heavy-tailed factor multiplies. */
    record Traffic(String name, double requests, double rate, double noise, double degrees) {
        @Override
        public String toString() {
            return name;
        }

        Hour hour(long hour, SplittableRandom random) {
            double day = Math.sin(2 * Math.PI * (hour % 24) / 24);
            boolean weekend = hour % WEEK >= 120;
            double busy = requests * Math.exp(0.8 * day) * (weekend ? 0.4 : 1) * Math.exp(0.2 * random.nextGaussian());
            double shift = rate * Math.exp(0.5 * day + (weekend ? 0.3 : 0) + noise * heavy(random));
            long trials = Math.max(1, Math.round(busy));
            return Hour.ofRate(hour, trials, binomial(trials, Math.min(0.9, shift), random));
        }

        /* Student's t: normal over the root of a mean of squares. */
        private double heavy(SplittableRandom random) {
            if (degrees == 0) {
                return random.nextGaussian();
            }
            double squares = 0;
            for (int i = 0; i < degrees; i++) {
                double normal = random.nextGaussian();
                squares += normal * normal;
            }
            return random.nextGaussian() / Math.sqrt(squares / degrees);
        }
    }

    private static long binomial(long trials, double rate, SplittableRandom random) {
        double mean = trials * rate;
        if (mean > 50) {
            return Math.max(
                    0, Math.min(trials, Math.round(mean + Math.sqrt(mean * (1 - rate)) * random.nextGaussian())));
        }
        /* Waiting times between events are geometric. */
        long events = 0;
        double at = 0;
        while (true) {
            at += Math.floor(Math.log(1 - random.nextDouble()) / Math.log1p(-rate)) + 1;
            if (at > trials) {
                return events;
            }
            events++;
        }
    }

    static Stream<Traffic> traffic() {
        return Stream.of(
                new Traffic("1 %, steady", 5_000, 0.01, 0.1, 0),
                new Traffic("1 %, lognormal", 5_000, 0.01, 0.4, 0),
                new Traffic("1 %, heavy tails (t, 3)", 5_000, 0.01, 0.3, 3),
                new Traffic("0.1 %, heavy tails (t, 3)", 50_000, 0.001, 0.3, 3),
                new Traffic("1 %, 50 an hour", 50, 0.01, 0.2, 3),
                new Traffic("0.01 %, hardly any", 2_000, 0.0001, 0.2, 0),
                new Traffic("5 %, heavy tails (t, 2)", 5_000, 0.05, 0.2, 2));
    }

    /* From the fourth week on every hour of the week was seen three times; in the weeks before, the day's hours speak for it. */
    @ParameterizedTest
    @MethodSource("traffic")
    void stableIsBeyondItsLimitAsOftenAsTheBudgetSays(Traffic traffic) {
        for (double budget : new double[] {0.5, 1, 3}) {
            Beyond early = new Beyond();
            Beyond late = new Beyond();
            for (int run = 0; run < RUNS; run++) {
                SplittableRandom random = new SplittableRandom(7_001L * run + 11);
                List<Hour> seen = new ArrayList<>();
                for (long day = 0; day < 7L * WEEKS; day++) {
                    LimitLearner learner = LimitLearner.of(Aim.ofRate(1, budget, 1), seen, 24 * day);
                    for (long hour = 24 * day; hour < 24 * (day + 1); hour++) {
                        Hour now = traffic.hour(hour, random);
                        if (hour >= 2 * WEEK) {
                            (hour < 3 * WEEK ? early : late).add(learner.limit(hour), now);
                        }
                        seen.add(now);
                    }
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-26s budget %.1f a week: %.2f in week 3, %.2f in weeks 4 to %d; the limit is %.1f times the usual%n",
                    traffic.name(),
                    budget,
                    early.perWeek(),
                    late.perWeek(),
                    WEEKS,
                    late.timesTheUsual());
            assertThat(late.perWeek())
                    .as("%s, budget %s", traffic.name(), budget)
                    .isLessThanOrEqualTo(1.35 * budget);
            assertThat(early.perWeek())
                    .as("%s, budget %s, week 3", traffic.name(), budget)
                    .isLessThanOrEqualTo(3 * budget);
            assertThat(late.timesTheUsual()).isBetween(1.0, 40.0);
        }
    }

    @Test
    void soItIsBeyondAnAmountThatHasASeasonAndHeavyTails() {
        Beyond late = new Beyond();
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(97L * run + 5);
            Traffic about = new Traffic("latency", 0, 0, 0.1, 3);
            List<Hour> seen = new ArrayList<>();
            for (long day = 0; day < 7L * WEEKS; day++) {
                LimitLearner learner = LimitLearner.of(Aim.ofAmount(60_000, 1, 1, 0.1), seen, 24 * day);
                for (long hour = 24 * day; hour < 24 * (day + 1); hour++) {
                    double season = 1 + 0.4 * Math.sin(2 * Math.PI * (hour % 24) / 24);
                    Hour now = new Hour(hour, 1_000, 80 * season * Math.exp(0.1 * about.heavy(random)));
                    if (hour >= 3 * WEEK) {
                        late.add(learner.limit(hour), now);
                    }
                    seen.add(now);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-26s budget 1.0 a week: %.2f in weeks 4 to %d; the limit is %.1f times the usual%n",
                "80 ms, heavy tails (t, 3)",
                late.perWeek(),
                WEEKS,
                late.timesTheUsual());
        assertThat(late.perWeek()).isLessThanOrEqualTo(1.35);
        assertThat(late.timesTheUsual()).isBetween(1.0, 3.0);
    }

    private static final class Beyond {
        private long hours;
        private long beyond;
        private double times;

        void add(Learned limit, Hour now) {
            assertThat(limit.usual()).isNotNull();
            hours++;
            beyond += now.value() > limit.limit() ? 1 : 0;
            times += limit.usual() == null ? 0 : limit.limit() / limit.usual();
        }

        double perWeek() {
            return (double) beyond * WEEK / hours;
        }

        double timesTheUsual() {
            return times / hours;
        }
    }
}
