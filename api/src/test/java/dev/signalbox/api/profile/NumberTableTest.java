package dev.signalbox.api.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NumberTableTest {
    private static final Bins MANY =
            Bins.of(IntStream.range(0, 100).mapToObj(i -> i / 4.0 - 12).toList());
    private static final List<Bins> COLUMNS = List.of(Bins.ONE, Bins.of(List.of(-1.0, 0.0, 2.5)), MANY);

    @Provide
    Arbitrary<float[]> rows() {
        Arbitrary<Float> value = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        6, Arbitraries.integers().between(-60, 60).map(i -> i / 4f)),
                net.jqwik.api.Tuple.of(1, Arbitraries.floats()),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f)));
        return value.array(float[].class).ofMinSize(0).ofMaxSize(60);
    }

    /* By the definition, one column after the other. */
    private static FeatureProfile expected(Bins bins, List<Float> values, boolean moments) {
        long missing = 0;
        List<Long> counts = new ArrayList<>(java.util.Collections.nCopies(bins.count(), 0L));
        Moments all = Moments.NONE;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                missing++;
                continue;
            }
            int bin = bins.binOf(value);
            counts.set(bin, counts.get(bin) + 1);
            if (moments) {
                double number = value;
                all = all.merge(new Moments(1, number, number * number, number, number));
            }
        }
        return FeatureProfile.ofNumbers(ProfileKind.NUMERIC, missing, new BinnedNumbers(bins.edges(), counts, all));
    }

    private static void assertSame(FeatureProfile seen, FeatureProfile wanted) {
        assertThat(seen.rows()).isEqualTo(wanted.rows());
        assertThat(seen.missing()).isEqualTo(wanted.missing());
        assertThat(seen.values().counts()).isEqualTo(wanted.values().counts());
        Moments one = seen.values().moments();
        Moments other = wanted.values().moments();
        assertThat(one.count()).isEqualTo(other.count());
        assertThat(one.sum() == other.sum()).as("%s, %s", one, other).isTrue();
        assertThat(one.sumOfSquares() == other.sumOfSquares())
                .as("%s, %s", one, other)
                .isTrue();
        assertThat(one.min() == other.min() && one.max() == other.max())
                .as("%s, %s", one, other)
                .isTrue();
    }

    @Property
    void everyColumnIsCountedAsIfItWereAlone(@ForAll("rows") float[] values) {
        NumberTable table = NumberTable.of(COLUMNS);

        table.addRows(values, values.length);

        for (int column = 0; column < COLUMNS.size(); column++) {
            assertSame(
                    table.drain(ProfileKind.NUMERIC, column),
                    expected(COLUMNS.get(column), column(values, column, COLUMNS.size()), true));
        }
    }

    @Property
    void oneColumnAloneIsCountedTheSame(@ForAll("rows") float[] values) {
        for (Bins bins : COLUMNS) {
            NumberTable table = NumberTable.of(List.of(bins));
            table.addRows(values, values.length);

            assertSame(table.drain(ProfileKind.NUMERIC, 0), expected(bins, column(values, 0, 1), true));
        }
    }

    @Property
    void withoutMomentsTheBinsAreTheSameAndNothingElseIsTold(@ForAll("rows") float[] values) {
        NumberTable together = NumberTable.withoutMoments(COLUMNS);
        NumberTable alone = NumberTable.withoutMoments(List.of(MANY));
        together.addRows(values, values.length);
        alone.addRows(values, values.length);

        for (int column = 0; column < COLUMNS.size(); column++) {
            assertThat(together.drain(ProfileKind.NUMERIC, column))
                    .isEqualTo(expected(COLUMNS.get(column), column(values, column, COLUMNS.size()), false));
        }
        assertThat(alone.drain(ProfileKind.NUMERIC, 0)).isEqualTo(expected(MANY, column(values, 0, 1), false));
    }

    @Test
    void aDrainLeavesNothingAndTheEdgesStay() {
        NumberTable table = NumberTable.of(COLUMNS);
        table.add(1, 2.5);
        table.addMissing(1);
        FeatureProfile first = table.drain(ProfileKind.NUMERIC, 1);
        FeatureProfile nothing = table.drain(ProfileKind.NUMERIC, 1);
        table.add(1, 2.5);
        table.addMissing(1);

        assertThat(first.values().counts()).containsExactly(0L, 0L, 1L, 0L);
        assertThat(nothing.rows()).isZero();
        assertThat(nothing.values().moments()).isEqualTo(Moments.NONE);
        assertThat(table.drain(ProfileKind.NUMERIC, 1)).isEqualTo(first);
    }

    private static List<Float> column(float[] values, int column, int columns) {
        List<Float> of = new ArrayList<>();
        for (int i = column; i < values.length; i += columns) {
            of.add(values[i]);
        }
        return of;
    }
}
