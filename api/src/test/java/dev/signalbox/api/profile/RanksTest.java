package dev.signalbox.api.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sorting everything is the measure. */
class RanksTest {
    @Property(tries = 500)
    void theValuesOfRanksAreThoseOfSorting(@ForAll("values") double[] values, @ForAll("places") double[] at) {
        int[] places = Arrays.stream(at)
                .mapToInt(share -> (int) (share * (values.length - 1)))
                .sorted()
                .toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);

        assertThat(Ranks.of(values, values.length, places))
                .isEqualTo(
                        IntStream.of(places).mapToDouble(place -> sorted[place]).toArray());
    }

    @Property(tries = 200)
    void aBinIsHowManyEdgesANumberIsBeyond(@ForAll("values") double[] edges, @ForAll double value) {
        double[] rising = Arrays.stream(edges)
                .filter(Double::isFinite)
                .map(edge -> edge + 0.0)
                .sorted()
                .distinct()
                .limit(Bounds.MOST_EDGES)
                .toArray();
        Bins bins = Bins.of(Arrays.stream(rising).boxed().toList());

        assertThat(bins.binOf(value)).isEqualTo((int)
                Arrays.stream(rising).filter(edge -> value > edge).count());
        assertThat(bins.binOf(Double.NaN)).isEqualTo(rising.length);
    }

    /* Few and many, close together and far apart, of both signs, and equal ones. */
    @Provide
    Arbitrary<double[]> values() {
        Arbitrary<Double> numbers = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.doubles().between(1000, 1000.5).ofScale(6),
                Arbitraries.integers().between(-3, 3).map(i -> (double) i),
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY, -1e-300));
        return numbers.array(double[].class).ofMinSize(1).ofMaxSize(400);
    }

    @Provide
    Arbitrary<double[]> places() {
        return Arbitraries.doubles()
                .between(0, 1)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(12);
    }
}
