package dev.signalbox.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bursts: how they are noticed, and what evidence is worth then. */
class BurstTest {
    private static final double NEEDED = Math.log(400);

    @Test
    void phiIsOneWithoutBurstsAndGrowsWithTheCorrelation() {
        assertThat(phi(50, 0, 4_000)).isCloseTo(1, within(0.1));
        assertThat(phi(50, 0.02, 4_000)).isCloseTo(1 + 49 * 0.02, within(0.4));
        assertThat(phi(50, 0.1, 4_000)).isCloseTo(1 + 49 * 0.1, within(1.5));
    }

    @Test
    void aRateThatChangesSlowlyIsNoBurst() {
        Dispersion dispersion = new Dispersion();
        SplittableRandom random = new SplittableRandom(3);
        for (int tick = 0; tick < 2_000; tick++) {
            dispersion.observe(50, binomial(50, 0.05 * (1 + 0.8 * Math.sin(tick / 100.0)), random));
        }
        assertThat(dispersion.phi()).isCloseTo(1, within(0.1));
        assertThat(dispersion.isBursty()).isFalse();
    }

    @Test
    void littleIsNeverABurst() {
        Dispersion dispersion = new Dispersion();
        assertThat(dispersion.phi()).isEqualTo(1);
        dispersion.observe(50, 0);
        dispersion.observe(50, 19);
        assertThat(dispersion.phi()).isGreaterThan(1.2);
        assertThat(dispersion.isBursty()).isFalse();
    }

    @Test
    void windowEvidenceHasTheKnownFormAndIgnoresUnevenTicks() {
        WindowEvidence evidence = new WindowEvidence();
        evidence.observe(new Tick(10, 5, 90, 0));
        evidence.observe(new Tick(100, 0, 100, 0));
        assertThat(evidence.evidence()).isCloseTo(1, within(1e-12));

        evidence.observe(new Tick(100, 3, 100, 1));
        double bet = (3 - 1) / Math.sqrt(4) / 2;
        assertThat(evidence.evidence()).isCloseTo((4 + bet * (0.1 + 0.2 + 0.4 + 0.7)) / 4, within(1e-12));
    }

    @Test
    void aTickAndItsSwappedOneMakeOneOnAverage() {
        for (int candidate = 0; candidate <= 20; candidate++) {
            for (int stable = 0; stable <= 20; stable++) {
                double mean = (grownBy(candidate, stable) + grownBy(stable, candidate)) / 2;
                assertThat(mean).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    private static double grownBy(int candidate, int stable) {
        WindowEvidence evidence = new WindowEvidence();
        evidence.observe(new Tick(20, 4, 20, 1));
        double before = evidence.logEvidence();
        evidence.observe(new Tick(20, candidate, 20, stable));
        return Math.exp(evidence.logEvidence() - before);
    }

    /** Rollouts of 600 ticks with an hour's tenth of history, looked at after every tick. */
    @Test
    void burstsDoNotRollBackAndHarmInThemStillDoes() {
        for (double correlation : new double[] {0, 0.02, 0.1}) {
            assertThat(shareShown(50, 50, 0.01, correlation))
                    .as("50/50 rho %s", correlation)
                    .isLessThanOrEqualTo(0.01);
            assertThat(shareShown(10, 90, 0.01, correlation))
                    .as("10/90 rho %s", correlation)
                    .isLessThanOrEqualTo(0.015);
        }
        assertThat(shareShown(50, 50, 0.05, 0.1)).isEqualTo(1);
        assertThat(shareShown(10, 90, 0.05, 0)).isEqualTo(1);
        assertThat(shareShown(10, 90, 0.4, 0.1)).isEqualTo(1);
    }

    @Test
    void countsThatTakeBurstsForIndependentWouldRollBack() {
        int shown = 0;
        for (int run = 0; run < 400; run++) {
            shown += shown(new HarmEvidence(), new Traffic(50, 50, 0.01, 0.1), new SplittableRandom(run)) ? 1 : 0;
        }
        assertThat(shown).isGreaterThan(40);
    }

    private record Traffic(int candidate, int stable, double candidateRate, double correlation) {}

    private static double shareShown(int candidate, int stable, double candidateRate, double correlation) {
        int shown = 0;
        for (int run = 0; run < 400; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Dispersion history = new Dispersion();
            for (int tick = 0; tick < 600; tick++) {
                history.observe(stable, burst(stable, 0.01, correlation, random));
            }
            Traffic traffic = new Traffic(candidate, stable, candidateRate, correlation);
            shown += shown(new BurstAwareHarm(history), traffic, random) ? 1 : 0;
        }
        return shown / 400.0;
    }

    /* As the judge does, harm counts only where also the estimates differ by a margin. */
    private static boolean shown(EProcess evidence, Traffic traffic, SplittableRandom random) {
        double candidateEvents = 0;
        double stableEvents = 0;
        for (int tick = 1; tick <= 600; tick++) {
            Tick seen = new Tick(
                    traffic.candidate(),
                    burst(traffic.candidate(), traffic.candidateRate(), traffic.correlation(), random),
                    traffic.stable(),
                    burst(traffic.stable(), 0.01, traffic.correlation(), random));
            evidence.observe(seen);
            candidateEvents += seen.candidateEvents();
            stableEvents += seen.stableEvents();
            double difference =
                    candidateEvents / (tick * traffic.candidate()) - stableEvents / (tick * traffic.stable());
            if (evidence.logEvidence() >= NEEDED && difference > 0.01) {
                return true;
            }
        }
        return false;
    }

    private static double phi(int trials, double correlation, int ticks) {
        Dispersion dispersion = new Dispersion();
        SplittableRandom random = new SplittableRandom(11);
        for (int tick = 0; tick < ticks; tick++) {
            dispersion.observe(trials, burst(trials, 0.02, correlation, random));
        }
        return dispersion.phi();
    }

    /* With a correlation of rho, events of a tick copy each other: Polya's urn gives a beta-binomial number of them. */
    private static long burst(int trials, double rate, double correlation, SplittableRandom random) {
        if (correlation == 0) {
            return binomial(trials, rate, random);
        }
        double black = rate * (1 - correlation) / correlation;
        double all = (1 - correlation) / correlation;
        long events = 0;
        for (int i = 0; i < trials; i++) {
            events += random.nextDouble() * (all + i) < black + events ? 1 : 0;
        }
        return events;
    }

    private static long binomial(int trials, double rate, SplittableRandom random) {
        long events = 0;
        for (int i = 0; i < trials; i++) {
            events += random.nextDouble() < rate ? 1 : 0;
        }
        return events;
    }
}
