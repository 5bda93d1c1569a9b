package dev.signalbox.api.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Profiles are made of counters: how they were grouped, and in which order they met, is not to be seen. */
class ProfileLawsTest {
    private static final Bins BINS = Bins.of(List.of(-5.0, 0.0, 7.0));
    private static final List<String> KNOWN = List.of("a", "b", "c");

    @Property
    void mergingIsCountingTogether(
            @ForAll @Size(max = 30) List<@IntRange(min = -20, max = 20) Integer> first,
            @ForAll @Size(max = 30) List<@IntRange(min = -20, max = 20) Integer> second,
            @ForAll @Size(max = 30) List<@IntRange(min = -20, max = 20) Integer> third) {
        FeatureProfile one = numbers(first);
        FeatureProfile two = numbers(second);
        FeatureProfile three = numbers(third);
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(third);

        assertThat(one.merge(two).merge(three)).isEqualTo(one.merge(two.merge(three)));
        assertThat(one.merge(two)).isEqualTo(two.merge(one));
        assertThat(one.merge(numbers(List.of()))).isEqualTo(one);
        assertThat(three.merge(one).merge(two)).isEqualTo(numbers(all));
    }

    @Property
    void categoriesAddUp(
            @ForAll @Size(max = 30) List<@IntRange(min = -1, max = 4) Integer> first,
            @ForAll @Size(max = 30) List<@IntRange(min = -1, max = 4) Integer> second) {
        FeatureProfile one = categories(first);
        FeatureProfile two = categories(second);
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);

        assertThat(one.merge(two)).isEqualTo(two.merge(one)).isEqualTo(categories(all));
        assertThat(one.merge(categories(List.of()))).isEqualTo(one);
    }

    @Property
    void outputsAddUpWithTheirConfidence(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 20) Integer> first,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 20) Integer> second) {
        OutputProfile one = output(first);
        OutputProfile two = output(second);

        assertThat(one.merge(two).confidence()).isEqualTo(two.merge(one).confidence());
        assertThat(one.merge(two).rows()).isEqualTo(first.size() + second.size());
        assertThat(one.merge(output(List.of()))).isEqualTo(one);
    }

    @Property
    void everyNumberIsInTheBinThatTheEdgesSay(@ForAll double value, @ForAll @Size(max = 12) List<Double> numbers) {
        List<Double> edges = numbers.stream()
                .filter(Double::isFinite)
                .map(edge -> edge + 0.0)
                .distinct()
                .sorted()
                .toList();
        int bin = Bins.of(edges).binOf(value);

        if (bin > 0) {
            assertThat(value).isGreaterThan(edges.get(bin - 1));
        }
        if (bin < edges.size()) {
            assertThat(value).isLessThanOrEqualTo(edges.get(bin));
        }
    }

    private static FeatureProfile numbers(List<Integer> values) {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, BINS);
        for (int value : values) {
            if (value == 20) {
                counter.addMissing();
            } else if (value == -20) {
                counter.add(Double.NEGATIVE_INFINITY);
            } else {
                counter.add(value);
            }
        }
        return counter.drain();
    }

    private static FeatureProfile categories(List<Integer> indexes) {
        CategoryCounter counter = CategoryCounter.of(KNOWN, Map.of("a", 3L, "b", 2L));
        indexes.forEach(index -> counter.add(index));
        return counter.drain();
    }

    private static OutputProfile output(List<Integer> twentieths) {
        NumberCounter confidence = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        NumberCounter values = new NumberCounter(ProfileKind.NUMERIC, Bins.ONE);
        for (int twentieth : twentieths) {
            confidence.add(twentieth / 20.0);
            values.add(twentieth);
        }
        return OutputProfile.of(values.drain(), confidence.drainNumbers());
    }
}
