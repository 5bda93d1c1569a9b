package dev.signalbox.api.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.ContractJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Property
    void aBucketHoldsItsValueWithinTheAccuracy(@ForAll @DoubleRange(min = 1.1, max = 3.0e9) double micros) {
        int bucket = LatencyHistogram.bucketOf(micros);
        double shown = LatencyHistogram.upperBoundMicros(bucket) * (1 - LatencyHistogram.ACCURACY);

        assertThat(shown).isCloseTo(micros, within(micros * (LatencyHistogram.ACCURACY + 1e-9)));
        assertThat(micros).isLessThanOrEqualTo(LatencyHistogram.upperBoundMicros(bucket) * (1 + 1e-12));
    }

    @Property
    void mergingInAnyOrderGivesTheSame(
            @ForAll @Size(max = 50) List<@LongRange(max = 10_000_000_000L) Long> a,
            @ForAll @Size(max = 50) List<@LongRange(max = 10_000_000_000L) Long> b,
            @ForAll @Size(max = 50) List<@LongRange(max = 10_000_000_000L) Long> c) {
        LatencyHistogram x = of(a);
        LatencyHistogram y = of(b);
        LatencyHistogram z = of(c);

        assertThat(x.merge(y).merge(z))
                .isEqualTo(z.merge(x.merge(y)))
                .isEqualTo(y.merge(z).merge(x));
        assertThat(x.merge(LatencyHistogram.EMPTY)).isEqualTo(x);
        assertThat(x.merge(y).total()).isEqualTo(a.size() + b.size());
    }

    @Property
    void whatIsAboveAndWhatIsNotIsAll(
            @ForAll @Size(min = 1, max = 100) List<@LongRange(max = 10_000_000_000L) Long> nanos) {
        LatencyHistogram histogram = of(nanos);
        int median = histogram.quantileBucket(0.5);
        long atMost = histogram.counts().entrySet().stream()
                .filter(e -> e.getKey() <= median)
                .mapToLong(Map.Entry::getValue)
                .sum();

        assertThat(histogram.countAbove(median) + atMost).isEqualTo(nanos.size());
    }

    @Test
    void theQuantilesOfAThousandMillisecondsAreKnown() {
        LatencyRecorder recorder = new LatencyRecorder();
        for (int ms = 1; ms <= 1_000; ms++) {
            recorder.recordNanos(TimeUnit.MILLISECONDS.toNanos(ms));
        }
        LatencyHistogram histogram = recorder.drain();

        assertThat(histogram.quantileMicros(0.5).orElseThrow()).isCloseTo(500_000, within(6_000.0));
        assertThat(histogram.quantileMicros(0.99).orElseThrow()).isCloseTo(990_000, within(11_000.0));
        assertThat(recorder.drain()).isEqualTo(LatencyHistogram.EMPTY);
        assertThat(LatencyHistogram.EMPTY.quantileMicros(0.5)).isEmpty();
    }

    @Test
    void itSurvivesJson() {
        ContractJson.assertSurvives(LatencyHistogram.of(Map.of(3, 5L, 1_100, 1L)));
    }

    @Test
    void whatHasAnotherAccuracyOrNoSuchBucketIsRefused() {
        assertThatThrownBy(() -> new LatencyHistogram(0.02, Map.of())).hasMessageContaining("latency.accuracy");
        assertThatThrownBy(() -> LatencyHistogram.of(Map.of(1_101, 1L))).hasMessageContaining("1101");
        assertThatThrownBy(() -> LatencyHistogram.of(Map.of(1, -1L))).hasMessageContaining("-1");
    }

    private static LatencyHistogram of(List<Long> nanos) {
        LatencyRecorder recorder = new LatencyRecorder();
        nanos.forEach(recorder::recordNanos);
        return recorder.drain();
    }
}
