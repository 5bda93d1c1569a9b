package dev.signalbox.api.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.ContractJson;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileTest {
    @Test
    void aWindowCarriesProfiles() {
        NumberCounter age = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(30.0, 40.0)));
        age.add(30);
        age.add(30.5);
        age.add(Double.POSITIVE_INFINITY);
        age.addMissing();
        CategoryCounter housing = CategoryCounter.of(List.of("Own", "Rent"), Map.of());
        housing.add(0);
        housing.add(-1);
        NumberCounter sure = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        sure.add(0.97);
        CategoryCounter answer = CategoryCounter.of(List.of("yes", "no"), Map.of());
        answer.add(1);

        String json = ContractJson.assertSurvives(new ServerCounts(
                1,
                0,
                0,
                1,
                0,
                Map.of(),
                Map.of(),
                LatencyHistogram.EMPTY,
                Map.of("age", age.drain(), "housing", housing.drain()),
                Map.of("answer", OutputProfile.of(answer.drain(), sure.drainNumbers()))));

        assertThat(json)
                .contains("\"age\":{\"kind\":\"numeric\",\"rows\":4,\"missing\":1,"
                        + "\"values\":{\"edges\":[30.0,40.0],\"counts\":[1,1,1],"
                        + "\"moments\":{\"count\":2,\"sum\":60.5,\"sumOfSquares\":1830.25,\"min\":30.0,\"max\":30.5}}}")
                .contains("\"categories\":{\"counts\":{\"Own\":1,\"Rent\":0},\"other\":0,\"unseen\":1}");
    }

    @Test
    void aWindowWithoutProfilesIsWrittenAndReadAsBefore() throws Exception {
        ServerCounts plain = new ServerCounts(1, 0, 0, 1, 0, Map.of(), Map.of(), LatencyHistogram.EMPTY);

        assertThat(ContractJson.assertSurvives(plain)).doesNotContain("features", "outputs\"");
        assertThat(ContractJson.read(ContractJson.write(plain), ServerCounts.class)
                        .features())
                .isEmpty();
    }

    @Test
    void whatWasNotCountedAsAnythingIsRefused() {
        BinnedNumbers two = new BinnedNumbers(List.of(), List.of(2L), Moments.NONE);

        assertThatThrownBy(() -> new FeatureProfile(ProfileKind.NUMERIC, 4, 1, two, null))
                .hasMessage("feature.rows must be the sum of what they were counted as, 3, got 4");
        assertThatThrownBy(() -> new FeatureProfile(ProfileKind.CATEGORY, 2, 0, two, null))
                .hasMessageContaining("must have categories if it is a category");
        assertThatThrownBy(() -> new BinnedNumbers(List.of(1.0), List.of(1L), Moments.NONE))
                .hasMessageContaining("counts must be one more than the edges, 2, got 1");
        assertThatThrownBy(() -> Bins.of(List.of(2.0, 2.0))).hasMessageContaining("edges must rise");
        assertThatThrownBy(() -> new Moments(1, Double.NaN, 0, 0, 0)).hasMessageContaining("moments.sum");
    }

    @Test
    void otherBinsDoNotAddUp() {
        BinnedNumbers one = new BinnedNumbers(List.of(1.0), List.of(0L, 0L), Moments.NONE);
        BinnedNumbers other = new BinnedNumbers(List.of(2.0), List.of(0L, 0L), Moments.NONE);

        assertThatThrownBy(() -> one.merge(other))
                .hasMessage("edges must be the same to be added up, got [1.0] and [2.0]");
        assertThatThrownBy(() ->
                        new CategoryCounts(Map.of("a", 1L), 0, 0).merge(new CategoryCounts(Map.of("b", 1L), 0, 0)))
                .hasMessageContaining("the same categories");
    }

    @Test
    void aHandfulOfValuesAreTheirOwnEdgesAndManyAreDeciles() {
        assertThat(edges(1, 0, 0, -0.0, 0)).containsExactly(0.0, 1.0);
        assertThat(edges(IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray()))
                .containsExactly(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0);
        assertThat(edges()).isEmpty();
    }

    private static List<Double> edges(double... values) {
        return Bins.ofValues(values, values.length).edges();
    }

    @Test
    void rareCategoriesAreCountedTogetherAndThoseThatTheBaselineNeverSawApart() {
        List<String> known = IntStream.range(0, 60).mapToObj(i -> "c" + i).toList();
        Map<String, Long> baseline = new TreeMap<>();
        for (int i = 0; i < 55; i++) {
            baseline.put("c" + i, 100L - i);
        }
        CategoryCounter counter = CategoryCounter.of(known, baseline);
        IntStream.range(0, 60).forEach(counter::add);
        counter.add(-1);
        counter.addMissing();

        CategoryCounts counts = Objects.requireNonNull(counter.drain().categories());
        assertThat(counts.counts()).hasSize(CategoryCounts.MOST).containsEntry("c0", 1L);
        assertThat(counts.other()).isEqualTo(5);
        assertThat(counts.unseen()).isEqualTo(6);
        assertThat(counter.drain().rows()).isZero();
    }

    @Test
    void numbersTooLargeToAddUpAreCountedAllTheSame() {
        NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(0.0)));
        counter.add(Double.MAX_VALUE);
        counter.add(-Double.MAX_VALUE);
        counter.add(3);

        BinnedNumbers numbers = counter.drainNumbers();
        assertThat(numbers.counts()).containsExactly(1L, 2L);
        assertThat(numbers.moments()).isEqualTo(new Moments(1, 3, 9, 3, 3));
    }

    @Test
    void aBaselineSurvivesJson() {
        Baseline baseline = new Baseline(
                1,
                4,
                Map.of(
                        "age", NumericBaseline.ofNumbers(new double[] {20, 30, Double.NaN, 40}),
                        "note", NumericBaseline.ofLengths(new double[] {0, 3, 200, 5}),
                        "nothing", NumericBaseline.ofNumbers(new double[] {Double.NaN}),
                        "housing", CategoryBaseline.of(List.of("Own", "Rent"), new int[] {0, 0, 1, -1})),
                Map.of());

        String json = ContractJson.assertSurvives(baseline);

        assertThat(json)
                .contains("{\"kind\":\"numeric\",\"rows\":4,\"missing\":1,\"mean\":30.0,\"stddev\":10.0,"
                        + "\"min\":20.0,\"median\":30.0,\"max\":40.0,\"edges\":[20.0,30.0,40.0],\"counts\":[1,1,1,0]}")
                .contains("{\"kind\":\"category\",\"rows\":4,\"missing\":1,\"counts\":{\"Own\":2,\"Rent\":1}}")
                .contains("{\"kind\":\"text\",\"rows\":4,");
    }

    @Test
    void aWrongBaselineSaysWhatIsWrong() {
        assertThatThrownBy(() -> ContractJson.read(
                        "{\"v\":1,\"rows\":1,\"features\":{\"a\":{\"kind\":\"numeric\",\"rows\":2,\"missing\":0,"
                                + "\"edges\":[2,1],\"counts\":[1,1,0]}}}",
                        Baseline.class))
                .hasMessageContaining("edges must rise, but 1.0 follows 2.0");
        assertThatThrownBy(() -> ContractJson.read("{\"v\":2,\"rows\":1}", Baseline.class))
                .hasMessageContaining("baseline.v must be 1");
    }
}
