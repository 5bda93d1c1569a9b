package dev.signalbox.router.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyLimitTest {
    private static final LimitRule RULE = new LimitRule(true, 4, 500);

    /* Works on so many requests at the same time and lets the others wait: in steps of 10 ms, of which each tells of a few. */
    private static final class Simulation {
        private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);
        private static final int TOLD = 4;

        private final LatencyLimit limit;
        private final SplittableRandom chance;
        private long now;
        private double capacity;
        private double serviceNanos;
        private double noise;
        private long refused;
        private double done;

        Simulation(LimitRule rule, double capacity, double serviceMillis, long seed) {
            this.limit = new LatencyLimit(rule, 0);
            this.capacity = capacity;
            this.serviceNanos = serviceMillis * 1_000_000;
            this.chance = new SplittableRandom(seed);
        }

        Simulation run(double seconds, double offered) {
            long end = now + (long) (seconds * 1e9);
            refused = 0;
            done = 0;
            while (now < end) {
                now += STEP;
                double underWay = Math.min(offered, limit.now());
                refused += underWay < offered ? 1 : 0;
                done += Math.min(underWay, capacity) / capacity;
                double latency = serviceNanos * Math.max(1, underWay / capacity);
                for (int i = 0; i < TOLD; i++) {
                    double seen = latency * (1 + noise * (2 * chance.nextDouble() - 1));
                    limit.ended(now, new LatencyLimit.Ended((long) seen, Math.round(underWay), false));
                }
            }
            return this;
        }

        double throughput(double seconds) {
            return done / (seconds * 1e9 / STEP);
        }
    }

    @Property(tries = 60)
    void underAnyOverloadTheQueueStaysShortAndTheVersionBusy(
            @ForAll @IntRange(min = 8, max = 150) int capacity,
            @ForAll @IntRange(min = 1, max = 80) int serviceMillis,
            @ForAll @IntRange(min = 10, max = 50) int times,
            @ForAll @DoubleRange(max = 0.5) double noise,
            @ForAll long seed) {
        Simulation simulation = new Simulation(RULE, capacity, serviceMillis, seed);
        simulation.noise = noise;
        simulation.run(120, (double) capacity * times);
        assertThat(simulation.limit.now()).isBetween((int) (0.45 * capacity), (int) (2.6 * capacity) + 10);
        simulation.run(60, (double) capacity * times);
        assertThat(simulation.throughput(60)).isGreaterThan(0.9);
        assertThat(simulation.limit.now()).isLessThan((int) (2.6 * capacity) + 10);
    }

    @Property(tries = 60)
    void aVersionThatCanKeepUpRefusesNothing(
            @ForAll @IntRange(min = 40, max = 400) int capacity,
            @ForAll @IntRange(min = 1, max = 80) int serviceMillis,
            @ForAll @DoubleRange(max = 0.5) double noise,
            @ForAll long seed) {
        Simulation simulation = new Simulation(RULE, capacity, serviceMillis, seed);
        simulation.noise = noise;
        double offered = Math.min(16, capacity * 0.5);
        simulation.run(120, offered);
        assertThat(simulation.refused).isZero();
    }

    @Property(tries = 40)
    void loadThatGrowsIsLetInAsFarAsTheVersionCanWorkOnIt(
            @ForAll @IntRange(min = 60, max = 300) int capacity,
            @ForAll @IntRange(min = 1, max = 40) int serviceMillis,
            @ForAll long seed) {
        Simulation simulation = new Simulation(RULE, capacity, serviceMillis, seed);
        simulation.run(5, 10).run(60, capacity * 0.9);
        simulation.run(60, capacity * 0.9);
        assertThat(simulation.throughput(60)).isGreaterThan(0.8);
    }

    @Property(tries = 40)
    void aVersionThatGetsSlowerForGoodIsNotStarved(
            @ForAll @IntRange(min = 60, max = 200) int capacity,
            @ForAll @DoubleRange(min = 2, max = 20) double slower,
            @ForAll long seed) {
        Simulation simulation = new Simulation(RULE, capacity, 5, seed);
        simulation.run(60, capacity * 0.8);
        simulation.serviceNanos *= slower;
        simulation.run(60, capacity * 0.8);
        simulation.run(60, capacity * 0.8);
        assertThat(simulation.throughput(60)).isGreaterThan(0.65);
    }

    @Property(tries = 40)
    void aVersionThatLosesHalfOfItsPodsIsGivenLessAndMoreAgainWhenTheyAreBack(
            @ForAll @IntRange(min = 60, max = 200) int capacity, @ForAll long seed) {
        Simulation simulation = new Simulation(RULE, capacity, 10, seed);
        simulation.run(60, capacity * 2.0);
        simulation.capacity = capacity / 2.0;
        simulation.run(60, capacity * 2.0);
        assertThat(simulation.limit.now()).isLessThan((int) (1.4 * capacity) + 10);
        simulation.capacity = capacity;
        simulation.run(60, capacity * 2.0);
        assertThat(simulation.limit.now()).isGreaterThan((int) (0.6 * capacity));
    }

    @Property
    void theLimitStaysWithinItsBoundsWhateverComes(
            @ForAll @IntRange(min = 1, max = 50) int least,
            @ForAll @IntRange(min = 50, max = 500) int most,
            @ForAll @LongRange(min = 0, max = 60_000_000_000L) long slowest,
            @ForAll long seed) {
        LimitRule rule = new LimitRule(true, least, most);
        SplittableRandom chance = new SplittableRandom(seed);
        LatencyLimit limit = new LatencyLimit(rule, 0);
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += chance.nextLong(0, 50_000_000);
            limit.ended(
                    now,
                    new LatencyLimit.Ended(
                            chance.nextLong(0, slowest + 1), chance.nextLong(0, 1_000), chance.nextInt(5) == 0));
            if (chance.nextInt(500) == 0) {
                limit.forget(now);
            }
            assertThat(limit.now()).isBetween(least, most);
        }
    }

    @Test
    void timeoutsTakeItDown() {
        LatencyLimit limit = new LatencyLimit(RULE, 0);
        int before = limit.now();
        long now = 0;
        for (int i = 0; i < 200; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            limit.ended(now, new LatencyLimit.Ended(1_000_000, 32, i % 2 == 0));
        }
        assertThat(limit.now()).isLessThan(before / 2);
    }

    @Test
    void boundsThatCrossAreRefused() {
        assertThatThrownBy(() -> new LimitRule(true, 600, 500))
                .hasMessageContaining("adaptive-least must not be more than");
    }
}
