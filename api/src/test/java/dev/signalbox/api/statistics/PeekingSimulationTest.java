package dev.signalbox.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Simulated rollouts, looked at after every tick: false alarms stay within alpha, and delays are those that are known. */
class PeekingSimulationTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @Test
    void falseRollbacksUnderContinuousPeekingStayWithinAlpha() {
        Traffic even = new Traffic(50, 50, 0.01, 0.01);
        Traffic canary = new Traffic(10, 90, 0.01, 0.01);
        for (Traffic traffic : new Traffic[] {even, canary}) {
            assertThat(shareShown(HarmEvidence::new, traffic, 20, 1_500)).isLessThanOrEqualTo(0.05);
            assertThat(shareShown(HarmEvidence::new, traffic, 100, 1_500)).isLessThanOrEqualTo(0.01);
        }
    }

    @Test
    void falseRollbacksStayWithinAlphaWhileTheCommonRateAndTheSplitChange() {
        Traffic season = new Traffic(30, 70, 0.02, 0.02).withSeason();
        assertThat(shareShown(HarmEvidence::new, season, 20, 1_500)).isLessThanOrEqualTo(0.05);
    }

    @Test
    void falsePromotionsAtTheMarginStayNearAlpha() {
        Traffic atTheMargin = new Traffic(20, 80, 0.02, 0.01);
        /* Three standard deviations of the simulation above alpha. */
        assertThat(shareShown(() -> new NonInferiorityEvidence(0.01, 0.01), atTheMargin, 20, 1_500))
                .isLessThanOrEqualTo(0.067);
    }

    @Test
    void theDelayToARollbackIsTheOneThatIsKnown() {
        assertMedianDelay(HarmEvidence::new, new Traffic(10, 10, 0.03, 0.01), 1_320);
        assertMedianDelay(HarmEvidence::new, new Traffic(2, 18, 0.03, 0.01), 3_060);
        assertMedianDelay(HarmEvidence::new, new Traffic(2, 18, 0.05, 0.01), 1_210);
        assertMedianDelay(HarmEvidence::new, new Traffic(1, 9, 0.5, 0.01), 70);
    }

    @Test
    void theDelayToAPromotionIsTheOneThatIsKnown() {
        assertMedianDelay(() -> new NonInferiorityEvidence(0.01, 0.01), new Traffic(10, 10, 0.01, 0.01), 2_380);
        assertMedianDelay(() -> new NonInferiorityEvidence(0.01, 0.01), new Traffic(5, 45, 0.01, 0.01), 7_800);
        assertMedianDelay(() -> new NonInferiorityEvidence(0.01, 0.005), new Traffic(5, 45, 0, 0), 3_000);
    }

    private static void assertMedianDelay(Supplier<EProcess> process, Traffic traffic, int known) {
        int[] delays = new int[301];
        for (int run = 0; run < delays.length; run++) {
            delays[run] = requestsUntilShown(process.get(), traffic, 20, new SplittableRandom(run));
        }
        Arrays.sort(delays);
        assertThat(delays[delays.length / 2]).isBetween((int) (0.7 * known), (int) (1.35 * known) + 10);
    }

    private static double shareShown(Supplier<EProcess> process, Traffic traffic, double needed, int runs) {
        int shown = 0;
        for (int run = 0; run < runs; run++) {
            shown += requestsUntilShown(process.get(), traffic, needed, new SplittableRandom(run)) == NEVER ? 0 : 1;
        }
        return (double) shown / runs;
    }

    private static int requestsUntilShown(EProcess evidence, Traffic traffic, double needed, SplittableRandom random) {
        double log = Math.log(needed);
        for (int requests = 0, tick = 0; requests < 40_000; tick++) {
            Tick seen = traffic.tick(tick, random);
            evidence.observe(seen);
            requests += (int) seen.trials();
            if (evidence.logEvidence() >= log) {
                return requests;
            }
        }
        return NEVER;
    }

    private record Traffic(int candidate, int stable, double candidateRate, double stableRate, boolean season) {
        Traffic(int candidate, int stable, double candidateRate, double stableRate) {
            this(candidate, stable, candidateRate, stableRate, false);
        }

        Traffic withSeason() {
            return new Traffic(candidate, stable, candidateRate, stableRate, true);
        }

        Tick tick(int number, SplittableRandom random) {
            double swing = season ? 1 + 0.8 * Math.sin(number / 40.0) : 1;
            int shift = season ? number % candidate : 0;
            return new Tick(
                    candidate - shift,
                    binomial(candidate - shift, candidateRate * swing, random),
                    stable + shift,
                    binomial(stable + shift, stableRate * swing, random));
        }

        private static long binomial(int trials, double rate, SplittableRandom random) {
            if (rate <= 0) {
                return 0;
            }
            /* Jump from event to event. */
            double log = Math.log1p(-rate);
            long events = 0;
            double at = Math.floor(Math.log(1 - random.nextDouble()) / log);
            while (at < trials) {
                events++;
                at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / log);
            }
            return events;
        }
    }
}
