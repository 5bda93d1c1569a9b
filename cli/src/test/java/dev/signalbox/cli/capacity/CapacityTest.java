package dev.signalbox.cli.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CapacityTest {
    /* A server that does so many requests a second and no more, as a queue of one kind of request would. */
    private static Measured of(double capacity, double rate) {
        boolean over = rate > capacity;
        double p99 = over ? 5_000 : 10 + 20 / (1.001 - rate / capacity);
        return new Measured(rate, Math.min(rate, capacity), 0, 5, p99);
    }

    private static List<Measured> climb(Ascent ascent, double capacity) {
        List<Measured> done = new ArrayList<>();
        for (OptionalDouble next = ascent.next(done); next.isPresent(); next = ascent.next(done)) {
            done.add(of(capacity, next.getAsDouble()));
        }
        return done;
    }

    @Property
    void theWayUpEndsNearWhatTheServerCanDo(@ForAll @DoubleRange(min = 3, max = 20_000) double capacity) {
        List<Measured> curve = climb(new Ascent(50, 50_000), capacity);

        double best = curve.stream()
                .filter(m -> !m.saturated())
                .mapToDouble(Measured::offered)
                .max()
                .orElseThrow();
        /* 95 % in the time still counts as done. */
        assertThat(best).isBetween(capacity / 1.1, capacity / 0.95);
        assertThat(curve).hasSizeLessThanOrEqualTo(Ascent.MOST_STEPS);
    }

    @Property
    void noRateIsTriedTwice(@ForAll @DoubleRange(min = 0.01, max = 100_000) double capacity) {
        assertThat(climb(new Ascent(50, 50_000), capacity).stream().map(Measured::offered))
                .doesNotHaveDuplicates();
    }

    @Test
    void aServerThatIsNeverFullIsAskedForTheHighestRateLast() {
        assertThat(climb(new Ascent(50, 400), 1e6).stream().map(Measured::offered))
                .containsExactly(50.0, 75.0, 112.5, 168.75, 253.125, 379.6875, 400.0);
    }

    @Test
    void oneThatAnswersNothingIsGivenUp() {
        List<Measured> done = new ArrayList<>();
        Ascent ascent = new Ascent(50, 400);
        for (OptionalDouble next = ascent.next(done); next.isPresent(); next = ascent.next(done)) {
            done.add(new Measured(next.getAsDouble(), 0, 1, 0, 0));
        }
        assertThat(done).hasSize(8).allMatch(Measured::saturated);
    }

    static Stream<Arguments> estimates() {
        return Stream.of(
                arguments(100.0, 50.0, 1, 1),
                arguments(800.0, 50.0, 1, 3),
                arguments(800.0, 50.0, 2, 6),
                arguments(4_000.0, 50.0, 1, 15));
    }

    @ParameterizedTest
    @MethodSource("estimates")
    void replicasAreForWhatWasSustainedWithHeadroom(double rate, double p99, int measured, int expected) {
        List<Measured> curve = List.of(
                new Measured(100, 100, 0, 5, 12),
                new Measured(400, 400, 0, 6, 48),
                new Measured(500, 500, 0, 8, 51),
                new Measured(450, 450, 0, 9, 70),
                new Measured(900, 600, 0, 900, 5_000));

        Estimate estimate = Estimate.of(curve, new Estimate.Wanted(rate, p99), measured, 0.7)
                .orElseThrow();

        assertThat(estimate.sustained()).isEqualTo(400);
        assertThat(estimate.replicas()).isEqualTo(expected);
        assertThat(estimate.lines().getFirst()).contains(expected + (expected == 1 ? " replica for" : " replicas for"));
    }

    @Test
    void aLatencyThatNoRateHadHasNoEstimate() {
        List<Measured> curve = List.of(new Measured(100, 100, 0, 5, 12));

        assertThat(Estimate.of(curve, new Estimate.Wanted(10, 11), 1, 0.7)).isEmpty();
    }

    @Test
    void aCurveIsSortedAndSaysWhereItIsSaturated() {
        List<Measured> curve = List.of(new Measured(900, 600, 0.02, 900, 5_000), new Measured(100, 100, 0, 5, 12));

        assertThat(CurveText.of(curve)).hasSize(3).last().asString().contains("saturated", "2.0%");
        assertThat(CurveReport.of("a < b", curve, List.of("x & y")))
                .contains("<h1>a &lt; b</h1>", "x &amp; y", "<polyline class=\"p99\"")
                .doesNotContain("http");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Ascent(50, 40)).hasMessageContaining("highest rate");
        assertThatThrownBy(() -> new Estimate.Wanted(0, 5)).hasMessageContaining("wanted rate");
    }
}
