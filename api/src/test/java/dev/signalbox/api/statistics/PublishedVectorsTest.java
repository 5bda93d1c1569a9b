package dev.signalbox.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.verdict.Interval;
import org.junit.jupiter.api.Test;

class PublishedVectorsTest {
    @Test
    void theTunedRhoOfATwoSidedMixtureIsThePublishedOne() {
        assertThat(BetaBinomialMixture.tunedRho(100)).isCloseTo(12.60056, within(1e-5));
    }

    @Test
    void theBetaBinomialMixtureIsThePublishedOne() {
        BetaBinomialMixture mixture = new BetaBinomialMixture(100, 0.2, 0.8);

        assertThat(mixture.log(10, 100)).isCloseTo(-0.6941012, within(1e-6));
        assertThat(mixture.upperBound(100, 0.05)).isCloseTo(31.4308, within(1e-4));
    }

    @Test
    void theBernoulliIntervalsAreThePublishedOnes() {
        assertInterval(ConfidenceSequence.ofRate(700, 1_000, 100), 0.651629, 0.745949);
        assertInterval(ConfidenceSequence.ofRate(15, 50, 50), 0.129556, 0.511896);
        assertInterval(ConfidenceSequence.ofRate(1, 50, 50), 0, 0.13489);
    }

    @Test
    void nothingSeenLeavesEveryRatePossible() {
        assertThat(ConfidenceSequence.ofRate(0, 0)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void theIntervalOfAQuantileIsOpenUntilEnoughIsSeen() {
        assertThat(ConfidenceSequence.ofQuantile(0.99, 50).high()).isEqualTo(51);
        ConfidenceSequence.Ranks ranks = ConfidenceSequence.ofQuantile(0.99, 10_000);
        assertThat(ranks.low()).isBetween(9_800L, 9_899L);
        assertThat(ranks.high()).isBetween(9_901L, 9_960L);
    }

    @Test
    void theHarmEvidenceOfTheReferenceTicksIsThePublishedOne() {
        HarmEvidence evidence = new HarmEvidence();
        long[][] events = {{3, 1}, {2, 1}, {4, 0}, {3, 2}, {5, 1}, {3, 0}};
        double[] expected = {.360676, .380888, 1.955717, 1.554596, 2.776505, 4.067340};

        for (int tick = 0; tick < events.length; tick++) {
            evidence.observe(new Tick(100, events[tick][0], 100, events[tick][1]));
            assertThat(evidence.logEvidence()).isCloseTo(expected[tick], within(1e-6));
        }
    }

    @Test
    void gammaOfLargeAndSmallNumbersIsRight() {
        assertThat(LogSpace.logGamma(1)).isCloseTo(0, within(1e-13));
        assertThat(LogSpace.logGamma(0.5)).isCloseTo(Math.log(Math.sqrt(Math.PI)), within(1e-13));
        assertThat(LogSpace.logGamma(101)).isCloseTo(363.73937555556347, within(1e-10));
        assertThat(LogSpace.logGamma(1e-3)).isCloseTo(6.907178885383854, within(1e-10));
    }

    private static void assertInterval(Interval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, within(1e-5));
        assertThat(interval.high()).isCloseTo(high, within(1e-5));
    }
}
