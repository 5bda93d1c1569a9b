package dev.signalbox.monitor.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Change detectors on a stream that anyone can make, against what is known of them, and what they promise. */
class ChangeTest {
    @Test
    void theStreamIsTheKnownOne() {
        assertThat(stream().stream().filter(wrong -> wrong).count()).isEqualTo(1_012);
    }

    @Test
    void theWindowIsCutWhereItIsKnownToBe() {
        assertThat(firstCut(32)).isEqualTo(1_055);
        assertThat(firstCut(1)).isEqualTo(1_033);
    }

    @Test
    void afterTheCutTheWindowTellsThePresentRate() {
        AdaptiveWindow window = new AdaptiveWindow(0.002, 32);
        stream().forEach(wrong -> window.observe(wrong ? 1 : 0));
        assertThat(window.mean()).isCloseTo(0.8, within(0.05));
        assertThat(window.size()).isLessThan(1_200);
    }

    @Test
    void theDetectorAlarmsWhereItIsKnownTo() {
        ShiryaevRoberts detector = new ShiryaevRoberts(0.2, 1e5);
        List<Boolean> stream = stream();
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < stream.size() && alarms.size() < 3; i++) {
            if (detector.observe(stream.get(i))) {
                alarms.add(i);
            }
        }
        assertThat(alarms).containsExactly(1_012, 1_035, 1_045);
    }

    @Test
    void falseAlarmsAreAsRareAsPromised() {
        long labels = 0;
        int runs = 200;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            ShiryaevRoberts detector = new ShiryaevRoberts(0.05, 1_000);
            int at = 1;
            while (!detector.observe(random.nextDouble() < 0.05)) {
                at++;
            }
            labels += at;
        }
        assertThat(labels / (double) runs).isGreaterThan(1_000);
    }

    @Test
    void performanceWithoutLabelsIsTheKnownOne() {
        EstimatedPerformance all = new EstimatedPerformance();
        EstimatedPerformance one = new EstimatedPerformance();
        EstimatedPerformance other = new EstimatedPerformance();
        double[] probabilities = {.95, .8, .65, .55, .45, .3, .1, .02};
        for (int i = 0; i < probabilities.length; i++) {
            all.observe(probabilities[i], probabilities[i] >= 0.5);
            (i % 2 == 0 ? one : other).observe(probabilities[i], probabilities[i] >= 0.5);
        }
        EstimatedPerformance.Estimate estimate = all.estimate().orElseThrow();
        assertThat(estimate.accuracy()).isCloseTo(.76, within(1e-9));
        assertThat(estimate.f1()).isCloseTo(.754476, within(1e-6));
        assertThat(estimate.areaUnderCurve()).isCloseTo(.84945765, within(1e-7));

        other.add(one);
        assertThat(other.estimate().orElseThrow().accuracy()).isCloseTo(.76, within(1e-9));
        assertThat(new EstimatedPerformance().estimate()).isEmpty();
    }

    @Test
    void performanceWithoutLabelsIsOfTheClassThatWasAnsweredNotOfAHalf() {
        EstimatedPerformance strict = new EstimatedPerformance();
        for (double probability : new double[] {.95, .8, .65, .55, .45, .3, .1, .02}) {
            strict.observe(probability, probability >= 0.6);
        }
        EstimatedPerformance.Estimate estimate = strict.estimate().orElseThrow();

        /* By hand: TP 2.4, FP .6, FN 1.42. The curve knows no threshold. */
        assertThat(estimate.accuracy()).isCloseTo(.7475, within(1e-9));
        assertThat(estimate.f1()).isCloseTo(4.8 / 6.82, within(1e-9));
        assertThat(estimate.areaUnderCurve()).isCloseTo(.84945765, within(1e-7));
    }

    private static int firstCut(int every) {
        AdaptiveWindow window = new AdaptiveWindow(0.002, every);
        List<Boolean> stream = stream();
        for (int i = 0; i < stream.size(); i++) {
            if (window.observe(stream.get(i) ? 1 : 0)) {
                return i;
            }
        }
        return -1;
    }

    private static List<Boolean> stream() {
        SplittableRandom random = new SplittableRandom(42);
        List<Boolean> stream = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            stream.add(random.nextDouble() < (i < 1_000 ? 0.2 : 0.8));
        }
        return stream;
    }
}
