package dev.signalbox.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The mean of an e-value under its hypothesis, summed over every possible outcome of small ticks, is at most 1. */
class ExactExpectationTest {
    private static final double ROUNDING = 1 + 1e-9;
    private static final int[][] SHAPES = {{1, 1}, {1, 9}, {9, 1}, {5, 5}, {3, 12}, {12, 3}, {0, 6}, {6, 0}};
    private static final double[] RATES = {0, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 1};

    @Test
    void harmIsNotShownByACandidateAtOrBelowStable() {
        eachShapeAndPairOfRates((shape, candidate, stable) -> {
            if (candidate <= stable) {
                assertMeanAtMostOne(HarmEvidence::new, shape, candidate, stable);
            }
        });
    }

    @Test
    void nonInferiorityIsNotShownByACandidateAtOrBeyondTheMargin() {
        for (double margin : new double[] {0.005, 0.026, 0.1, 0.5}) {
            for (double history : new double[] {0, 0.01, 0.3}) {
                eachShapeAndPairOfRates((shape, candidate, stable) -> {
                    if (stable + margin <= 1) {
                        assertMeanAtMostOne(
                                () -> new NonInferiorityEvidence(margin, history),
                                shape,
                                Math.max(candidate, stable + margin),
                                stable);
                    }
                });
            }
        }
    }

    @Test
    void aRatioIsNotShownToBeKeptByACandidateAtOrBeyondIt() {
        for (double ratio : new double[] {1, 1.3, 2, 5}) {
            eachShapeAndPairOfRates((shape, candidate, stable) -> {
                if (stable * ratio <= 1) {
                    assertMeanAtMostOne(
                            () -> new RatioEvidence(ratio), shape, Math.max(candidate, stable * ratio), stable);
                }
            });
        }
    }

    @Test
    void aLimitIsNotShownToBeExceededBelowItNorToBeKeptAboveIt() {
        for (double limit : RATES) {
            eachShapeAndPairOfRates((shape, candidate, stable) -> {
                if (candidate <= limit) {
                    assertMeanAtMostOne(() -> LimitEvidence.exceeding(limit), shape, candidate, stable);
                }
                if (candidate >= limit) {
                    assertMeanAtMostOne(() -> LimitEvidence.keeping(limit), shape, candidate, stable);
                }
            });
        }
    }

    @Test
    void aLimitThatBecomesAnotherIsStillALimit() {
        for (double limit : RATES) {
            eachShapeAndPairOfRates((shape, candidate, stable) -> {
                if (candidate <= limit) {
                    assertMeanAtMostOne(() -> new Moved(LimitEvidence.exceeding(0.1), limit), shape, candidate, stable);
                }
                if (candidate >= limit) {
                    assertMeanAtMostOne(() -> new Moved(LimitEvidence.keeping(0.1), limit), shape, candidate, stable);
                }
            });
        }
    }

    /** The first tick is held against the limit that the evidence began with, the others against another one. */
    private record Moved(LimitEvidence moved, double limit) implements EProcess {
        @Override
        public void observe(Tick tick) {
            moved.observe(tick);
            moved.from(limit);
        }

        @Override
        public double logEvidence() {
            return moved.logEvidence();
        }
    }

    @Test
    void evidenceGrowsWhereTheHypothesisIsWrong() {
        assertThat(meanLog(HarmEvidence::new, 0.05, 0.01)).isPositive();
        assertThat(meanLog(() -> new NonInferiorityEvidence(0.05, 0.01), 0.01, 0.01))
                .isPositive();
        assertThat(meanLog(() -> new RatioEvidence(3), 0.1, 0.1)).isPositive();
        assertThat(meanLog(() -> LimitEvidence.exceeding(0.02), 0.1, 0)).isPositive();
        assertThat(meanLog(() -> LimitEvidence.keeping(0.02), 0.001, 0)).isPositive();
    }

    @Test
    void theLimitsAtTheEndsOfTheRangeAreLimitsToo() {
        LimitEvidence none = LimitEvidence.exceeding(0);
        none.observe(new Tick(100, 0, 0, 0));
        assertThat(none.evidence()).isCloseTo(1, within(1e-9));
        none.observe(new Tick(100, 1, 0, 0));
        assertThat(none.evidence()).isGreaterThan(1e250).isFinite();
        LimitEvidence neverKept = LimitEvidence.keeping(0);
        neverKept.observe(new Tick(1_000, 0, 0, 0));
        assertThat(neverKept.evidence()).isEqualTo(1);
    }

    private static double meanLog(Supplier<EProcess> process, double candidate, double stable) {
        EProcess evidence = process.get();
        for (int tick = 0; tick < 20; tick++) {
            evidence.observe(new Tick(1_000, Math.round(candidate * 1_000), 1_000, Math.round(stable * 1_000)));
        }
        return evidence.logEvidence();
    }

    private static void assertMeanAtMostOne(Supplier<? extends EProcess> process, int[] shape, double pc, double ps) {
        double mean = 0;
        for (int xc = 0; xc <= shape[0]; xc++) {
            for (int xs = 0; xs <= shape[1]; xs++) {
                double probability = binomial(shape[0], xc, pc) * binomial(shape[1], xs, ps);
                if (probability > 0) {
                    /* A tick before it makes what is foretold differ from the prior. */
                    EProcess evidence = process.get();
                    evidence.observe(new Tick(4, 1, 4, 0));
                    double before = evidence.logEvidence();
                    if (Double.isInfinite(before)) {
                        return;
                    }
                    evidence.observe(new Tick(shape[0], xc, shape[1], xs));
                    mean += probability * Math.exp(evidence.logEvidence() - before);
                }
            }
        }
        assertThat(mean).as("%d/%d at %s/%s", shape[0], shape[1], pc, ps).isLessThanOrEqualTo(ROUNDING);
    }

    private static double binomial(int n, int x, double p) {
        double ways = 1;
        for (int i = 1; i <= x; i++) {
            ways = ways * (n - x + i) / i;
        }
        return ways * Math.pow(p, x) * Math.pow(1 - p, n - x);
    }

    private interface Null {
        void check(int[] shape, double candidate, double stable);
    }

    private static void eachShapeAndPairOfRates(Null check) {
        for (int[] shape : SHAPES) {
            for (double candidate : RATES) {
                for (double stable : RATES) {
                    check.check(shape, candidate, stable);
                }
            }
        }
    }
}
