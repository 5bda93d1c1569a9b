package dev.signalbox.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Distances between samples that anyone can make, against values that were computed elsewhere. */
class DistancesTest {
    private static final List<Double> DECILES =
            List.of(.093143, .216033, .338158, .482821, .66751, .881986, 1.145562, 1.516051, 2.181865);
    private static final TwoSamples KNOWN =
            TwoSamples.of(Collections.nCopies(10, 200L), List.of(73L, 77L, 72L, 84L, 107L, 85L, 86L, 108L, 135L, 173L));

    @Test
    void countsInTheFrozenBinsAreTheKnownOnes() {
        assertThat(counted(reference()).counts()).containsOnly(200L);
        assertThat(counted(current()).counts()).containsExactly(73L, 77L, 72L, 84L, 107L, 85L, 86L, 108L, 135L, 173L);
    }

    @Test
    void distancesAreTheKnownOnes() {
        assertThat(Distances.populationStability(KNOWN)).isCloseTo(.08186079, within(1e-8));
        assertThat(Distances.populationStabilityCriticalValue(KNOWN, 0.05)).isCloseTo(.025378, within(1e-6));
        assertThat(Math.sqrt(Distances.jensenShannonDivergence(KNOWN))).isCloseTo(.12161714, within(1e-8));
        assertThat(Distances.hellinger(KNOWN)).isCloseTo(.10144725, within(1e-8));
        assertThat(Contingency.pearson(KNOWN)).isCloseTo(56.299215, within(1e-6));
        assertThat(Contingency.g(KNOWN)).isCloseTo(55.323900, within(1e-6));
    }

    @Test
    void distancesOfWholeSamplesAreTheKnownOnes() {
        Sample reference = Sample.of(reference());
        Sample current = Sample.of(current());
        assertThat(current.wassersteinInDeviations(reference)).isCloseTo(.27026740, within(1e-8));
        assertThat(current.kolmogorovSmirnov(reference)).isCloseTo(.121, within(1e-12));
        assertThat(BinnedDistances.kolmogorovSmirnov(counted(reference()), counted(current())))
                .isCloseTo(.116, within(1e-12));
        assertThat(Sample.of(0, 1, 3).wasserstein(Sample.of(5, 6, 8))).isCloseTo(5, within(1e-12));
        assertThatThrownBy(() -> Sample.of(1, Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void distancesByHandAreTheKnownOnes() {
        assertThat(Distances.populationStability(new double[] {.2, .3, .24, .26}, new double[] {.16, .28, .32, .24}))
                .isCloseTo(.03492102, within(1e-8));
        assertThat(Math.sqrt(Distances.jensenShannonDivergence(TwoSamples.of(List.of(10L, 0L), List.of(5L, 5L)))))
                .isCloseTo(.5579230453, within(1e-10));
        assertThat(Contingency.cramersVUnbiased(TwoSamples.of(List.of(200L, 800L), List.of(400L, 600L))))
                .isCloseTo(.216026, within(1e-6));
    }

    @Test
    void tiesAreNoDifference() {
        double[] many = new double[100];
        Arrays.fill(many, 3);
        assertThat(Sample.of(many).kolmogorovSmirnov(Sample.of(3))).isZero();
    }

    @Property(tries = 300)
    void distancesAreNoneOfTheSameAndNeverNegative(
            @ForAll @Size(min = 2, max = 12) List<@IntRange(max = 500) Integer> counts, @ForAll long seed) {
        List<Long> reference = counts.stream().map(c -> c + 1L).toList();
        List<Long> shuffled = new java.util.ArrayList<>(reference);
        Collections.shuffle(shuffled, new java.util.Random(seed));

        TwoSamples same = TwoSamples.of(reference, reference);
        assertThat(Distances.populationStability(same)).isZero();
        assertThat(Distances.jensenShannonDivergence(same)).isCloseTo(0, within(1e-14));
        assertThat(Contingency.g(same)).isCloseTo(0, within(1e-7));

        TwoSamples other = TwoSamples.of(reference, shuffled);
        assertThat(Distances.populationStability(other)).isGreaterThanOrEqualTo(0);
        assertThat(Distances.jensenShannonDivergence(other)).isBetween(-1e-14, 1.0);
        assertThat(Distances.hellinger(other)).isBetween(0.0, 1.0);
        assertThat(Contingency.cramersVUnbiased(other)).isBetween(0.0, 1.0);
        assertThat(Contingency.pValue(other)).isBetween(0.0, 1.0);
    }

    @Test
    void aDriftShowsEveryDistanceAndItsEvidence() {
        Drift drift = Drift.fromBaseline("x", profile(counted(reference())), profile(counted(current())))
                .orElseThrow();

        assertThat(drift.effect()).isCloseTo(.08186079 - 9 * (1 / 2_000.0 + 1 / 1_000.0), within(1e-8));
        assertThat(drift.stabilityIndex()).isGreaterThan(drift.critical());
        assertThat(drift.kolmogorovSmirnov()).isCloseTo(.116, within(1e-12));
        assertThat(drift.wasserstein()).isBetween(0.05, 0.27);
        assertThat(drift.probability()).isLessThan(1e-6);
        assertThat(drift.logEvidence()).isCloseTo(1.4369197, within(1e-6));
        assertThat(Drift.fromBaseline(
                        "x",
                        profile(counted(reference())),
                        profile(new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(1.0))).drainNumbers())))
                .isEmpty();
    }

    private static FeatureProfile profile(BinnedNumbers numbers) {
        return FeatureProfile.ofNumbers(ProfileKind.NUMERIC, 0, numbers);
    }

    private static double[] reference() {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, 2_000)
                .mapToDouble(i -> -Math.log(1 - random.nextDouble()))
                .toArray();
    }

    private static double[] current() {
        SplittableRandom random = new SplittableRandom(2);
        return IntStream.range(0, 1_000)
                .mapToDouble(i -> -1.25 * Math.log(1 - random.nextDouble()))
                .toArray();
    }

    private static BinnedNumbers counted(double[] values) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, Bins.of(DECILES));
        Arrays.stream(values).forEach(counter::add);
        BinnedNumbers numbers = Objects.requireNonNull(counter.drain().values());
        assertThat(LongStream.of(numbers.total()).sum()).isEqualTo(values.length);
        return numbers;
    }
}
