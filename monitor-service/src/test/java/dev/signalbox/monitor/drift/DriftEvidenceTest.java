package dev.signalbox.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Evidence for drift: what it is worth where nothing moved, and where something did. */
class DriftEvidenceTest {
    private static final double NEEDED = Math.log(20);
    private static final double[] SHARES = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
    private static final double[] MOVED = {.05, .05, .07, .08, .1, .1, .1, .1, .15, .2};

    /** The table of false alarms: fixed limits alarm on little data, evidence and effect together do not, nor do many looks. */
    @Test
    void evidenceAndEffectTogetherRaiseNoFalseAlarms() {
        int runs = 400;
        for (int rows : new int[] {50, 100, 200, 500}) {
            int fixed = 0;
            int critical = 0;
            int both = 0;
            SplittableRandom random = new SplittableRandom(rows);
            for (int run = 0; run < runs; run++) {
                TwoSamples samples = samples(draw(SHARES, 5_000, random), draw(SHARES, rows, random));
                double index = Distances.populationStability(samples);
                double effect = index - Distances.populationStabilityBias(samples);
                fixed += index > 0.1 ? 1 : 0;
                critical += index > Distances.populationStabilityCriticalValue(samples, 0.05) ? 1 : 0;
                both += effect > 0.1 && BaselineEvidence.log(samples) > NEEDED ? 1 : 0;
            }
            if (rows <= 100) {
                assertThat(fixed / (double) runs).as("PSI > .1 at %d", rows).isGreaterThan(0.25);
            }
            assertThat(critical / (double) runs).as("critical at %d", rows).isBetween(0.02, 0.09);
            assertThat(both).as("effect and evidence at %d", rows).isLessThanOrEqualTo(runs / 100);
        }
    }

    @Test
    void lookingAfterEveryHundredRowsRaisesNoFalseAlarms() {
        int alarms = 0;
        for (int run = 0; run < 200; run++) {
            SplittableRandom random = new SplittableRandom(run);
            long[] reference = draw(SHARES, 700, random);
            long[] seen = new long[SHARES.length];
            boolean alarmed = false;
            for (int look = 0; look < 60 && !alarmed; look++) {
                add(seen, draw(SHARES, 100, random));
                alarmed = BaselineEvidence.log(samples(reference, seen)) > NEEDED;
            }
            alarms += alarmed ? 1 : 0;
        }
        /* alpha 5 % and the 1 % of baselines that mislead: more than 22 of 200 has a probability below 0.5 %. */
        assertThat(alarms).isLessThanOrEqualTo(22);
    }

    @Test
    void aRealShiftIsShownWithinSomeHundredRows() {
        SplittableRandom random = new SplittableRandom(5);
        TwoSamples samples = samples(draw(SHARES, 2_000, random), draw(MOVED, 600, random));
        assertThat(BaselineEvidence.log(samples)).isGreaterThan(NEEDED);
    }

    @Test
    void whatTheBaselineNeverSawIsEvidenceOnlyInNumbers() {
        assertThat(BaselineEvidence.log(TwoSamples.of(List.of(350L, 350L, 0L), List.of(499L, 500L, 1L))))
                .isLessThan(NEEDED);
        assertThat(BaselineEvidence.log(TwoSamples.of(List.of(350L, 350L, 0L), List.of(450L, 450L, 100L))))
                .isGreaterThan(NEEDED);
    }

    @Test
    void evidenceIsOfSumsAlone() {
        assertThat(BaselineEvidence.log(TwoSamples.of(List.of(100L, 100L), List.of(0L, 0L))))
                .isZero();
        assertThat(BaselineEvidence.log(TwoSamples.of(List.of(100L), List.of(100L))))
                .isZero();
    }

    @Test
    void versionsThatChangeAlikeAreNoChangeAndOthersAre() {
        assertThat(alarms(false)).isLessThanOrEqualTo(15);
        assertThat(alarms(true)).isEqualTo(200);
    }

    /** The exact mean of a slot's factor under no difference, over all ways to draw the one part of what both saw. */
    @Test
    void theMeanOfASlotIsAtMostOne() {
        long[] pooled = {3, 4, 5};
        int drawn = 4;
        double mean = 0;
        for (int a = 0; a <= 3; a++) {
            for (int b = 0; b <= 4 && a + b <= drawn; b++) {
                int c = drawn - a - b;
                double probability = choose(3, a) * choose(4, b) * choose(5, c) / choose(12, drawn);
                ChangeEvidence evidence = new ChangeEvidence(3);
                evidence.observe(new long[] {10, 3, 5}, new long[] {2, 9, 3});
                double before = Math.exp(evidence.log());
                evidence.observe(new long[] {pooled[0] - a, pooled[1] - b, pooled[2] - c}, new long[] {a, b, c});
                mean += probability * Math.exp(evidence.log()) / before;
            }
        }
        assertThat(mean).isLessThanOrEqualTo(1 + 1e-12).isGreaterThan(0.5);
    }

    @Test
    void manyFeaturesShareOneRateOfFalseCalls() {
        double[] logs = {Math.log(100), Math.log(30), Math.log(1), Math.log(0.2)};
        double[] adjusted = Discoveries.adjustedLogs(logs);
        assertThat(Math.exp(adjusted[0])).isCloseTo(25, within(1e-9));
        assertThat(Math.exp(adjusted[1])).isCloseTo(15, within(1e-9));
    }

    @Test
    void theRateOfChangeIsTheMedianSlope() {
        Instant start = Instant.parse("2026-05-01T00:00:00Z");
        List<Trend.Point> points = new ArrayList<>();
        for (int hour = 0; hour < 10; hour++) {
            points.add(new Trend.Point(start.plusSeconds(3_600L * hour), 0.05 * hour + (hour == 4 ? 9 : 0)));
        }
        assertThat(Trend.perHour(points).orElseThrow()).isCloseTo(0.05, within(1e-9));
        assertThat(Trend.perHour(points.subList(0, 2))).isEmpty();
    }

    private static int alarms(boolean different) {
        int alarms = 0;
        for (int run = 0; run < 200; run++) {
            SplittableRandom random = new SplittableRandom(run);
            ChangeEvidence evidence = new ChangeEvidence(SHARES.length);
            boolean alarmed = false;
            for (int slot = 0; slot < 60 && !alarmed; slot++) {
                /* The world turns for both, and the split changes. */
                double[] world = slot % 20 < 10 ? SHARES : MOVED;
                evidence.observe(
                        draw(different ? SHARES : world, 40 + slot, random),
                        draw(different ? MOVED : world, 100 - slot, random));
                alarmed = evidence.log() > NEEDED;
            }
            alarms += alarmed ? 1 : 0;
        }
        return alarms;
    }

    private static double choose(int all, int chosen) {
        double ways = 1;
        for (int i = 0; i < chosen; i++) {
            ways = ways * (all - i) / (i + 1);
        }
        return ways;
    }

    private static TwoSamples samples(long[] reference, long[] current) {
        return TwoSamples.of(
                LongStream.of(reference).boxed().toList(),
                LongStream.of(current).boxed().toList());
    }

    private static void add(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    private static long[] draw(double[] shares, int rows, SplittableRandom random) {
        long[] counts = new long[shares.length];
        for (int row = 0; row < rows; row++) {
            double at = random.nextDouble();
            int bin = 0;
            while (bin < shares.length - 1 && at >= shares[bin]) {
                at -= shares[bin];
                bin++;
            }
            counts[bin]++;
        }
        return counts;
    }

    @Test
    void bothInTheSameOrderAreEmptyTogether() {
        assertThat(TwoSamples.of(Collections.nCopies(3, 0L), List.of(0L, 1L, 0L))
                        .bins())
                .isEqualTo(1);
    }
}
