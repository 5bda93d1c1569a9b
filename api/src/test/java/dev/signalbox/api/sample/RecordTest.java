package dev.signalbox.api.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.ContractJson;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordTest {
    @Test
    void recordsSurviveJson() {
        List<@Nullable Object> mixed = new ArrayList<>(Arrays.asList(1, 2L, 0.5f, 2.0, "own", true, null));

        String json = ContractJson.assertSurvives(RecordBatch.of(List.of(record("r-1", Map.of("x", mixed)))));

        assertThat(json).contains("\"x\":[1,2,0.5,2.0,\"own\",true,null]", "\"withheld\":[\"ssn\"]");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> record(" ", Map.of())).hasMessage("record.requestId must not be blank");
        assertThatThrownBy(() -> record("r", Map.of("x", Collections.nCopies(5_000, 1))))
                .hasMessage("record elements must be between 0 and 4096, got 5001");
        assertThatThrownBy(() -> record("r", Map.of("x", List.of(Double.NaN)))).hasMessageContaining("record.inputs.x");
        assertThatThrownBy(() -> record("r", Map.of("x", List.of(Map.of()))))
                .hasMessageContaining("record.inputs.x must hold numbers, texts, truth or null");
    }

    @Test
    void theHashIsTheSameEverywhereAndForever() {
        assertThat(RequestSample.place("request-1")).isEqualTo(0.37930570698967936);
        assertThat(RequestSample.place("Grüße")).isEqualTo(0.4405369670477427);
        assertThat(IntStream.range(0, 20_000)
                        .filter(i -> new RequestSample(0.1).keeps("request-" + i))
                        .count())
                .isCloseTo(2_000, within(150L));
    }

    @Property
    void aLowerRateKeepsASubset(
            @ForAll String id, @ForAll @DoubleRange(max = 1) double one, @ForAll @DoubleRange(max = 1) double other) {
        if (new RequestSample(Math.min(one, other)).keeps(id)) {
            assertThat(new RequestSample(Math.max(one, other)).keeps(id)).isTrue();
        }
        assertThat(RequestSample.NONE.keeps(id)).isFalse();
        assertThat(new RequestSample(1).keeps(id)).isTrue();
    }

    @Test
    void whoseItIsIsAHashOrNothing() throws Exception {
        InferenceRecord known = of("00c0ffee00c0ffee");

        assertThat(ContractJson.assertSurvives(known)).contains("\"unit\":\"00c0ffee00c0ffee\"");
        assertThatThrownBy(() -> of("ada@example.org"))
                .hasMessageContaining("record.unit must be 16 hexadecimal digits, got \"ada@example.org\"");
    }

    private static InferenceRecord of(String unit) {
        InferenceRecord some = record("r", Map.of("x", List.of(1L)));
        return new InferenceRecord(
                some.requestId(),
                some.deployment(),
                some.version(),
                some.instance(),
                some.at(),
                some.latencyMicros(),
                some.rows(),
                some.inputs(),
                some.outputs(),
                some.withheld(),
                unit);
    }

    private static InferenceRecord record(String id, Map<String, List<@Nullable Object>> inputs) {
        return new InferenceRecord(
                id,
                DeploymentName.parse("loan-approval"),
                new ModelVersion("1"),
                "server-1",
                Instant.parse("2026-05-01T12:00:00Z"),
                1_500,
                1,
                inputs,
                Map.of("p", List.of(0.25)),
                List.of("ssn"));
    }
}
