package dev.signalbox.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A split that is not as intended is noticed, one that is, is not. */
class SplitEvidenceTest {
    private static final double NEEDED = Math.log(1_000);

    @Test
    void itsMeanOverAllOutcomesOfAnIntendedSplitIsOne() {
        for (double share : new double[] {0.01, 0.05, 0.5, 0.9}) {
            double mean = 0;
            double probability = Math.pow(1 - share, 12);
            for (int candidate = 0; candidate <= 12; candidate++) {
                SplitEvidence evidence = new SplitEvidence(share);
                evidence.observe(candidate, 12 - candidate);
                mean += probability * Math.exp(evidence.logEvidence());
                probability *= share / (1 - share) * (12 - candidate) / (candidate + 1);
            }
            assertThat(mean).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void anIntendedSplitIsLeftAloneHoweverOftenItIsLookedAt() {
        int shown = 0;
        for (int run = 0; run < 1_000; run++) {
            shown += requestsUntilShown(0.1, 0.1, 50_000, new SplittableRandom(run)) < 50_000 ? 1 : 0;
        }
        assertThat(shown).isLessThanOrEqualTo(5);
    }

    @Test
    void aBrokenSplitIsNoticed() {
        assertThat(requestsUntilShown(0.1, 0, 50_000, new SplittableRandom(1))).isLessThan(2_000);
        assertThat(requestsUntilShown(0.05, 0.1, 50_000, new SplittableRandom(1)))
                .isLessThan(5_000);
    }

    @Test
    void anotherShareBeginsAnewAndKeepsWhatWasShown() {
        SplitEvidence evidence = new SplitEvidence(0.05);
        evidence.observe(1_000, 1_000);
        double before = evidence.logEvidence();
        evidence.intend(0.5);
        assertThat(evidence.logEvidence()).isCloseTo(before, within(1e-6));
        evidence.observe(500, 500);
        assertThat(evidence.logEvidence()).isLessThan(before);
    }

    @Test
    void aShareOfNothingOrAllCannotBeSplit() {
        assertThatThrownBy(() -> new SplitEvidence(0)).hasMessageContaining("share");
        assertThatThrownBy(() -> new SplitEvidence(1)).hasMessageContaining("share");
    }

    private static int requestsUntilShown(double intended, double real, int most, SplittableRandom random) {
        SplitEvidence evidence = new SplitEvidence(intended);
        for (int requests = 0; requests < most; requests += 100) {
            int candidate = 0;
            for (int i = 0; i < 100; i++) {
                candidate += random.nextDouble() < real ? 1 : 0;
            }
            evidence.observe(candidate, 100 - candidate);
            if (evidence.logEvidence() >= NEEDED) {
                return requests + 100;
            }
        }
        return most;
    }
}
