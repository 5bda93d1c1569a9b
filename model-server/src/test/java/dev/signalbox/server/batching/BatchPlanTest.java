package dev.signalbox.server.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BatchPlanTest {
    private static final BatchRules AT_ONCE = new BatchRules(4, Duration.ZERO);
    private static final BatchRules PATIENT = new BatchRules(4, Duration.ofNanos(100));

    static Stream<Arguments> runs() {
        Asked a = Asked.at(0, "a");
        Asked b = Asked.at(10, "b");
        Asked c = Asked.at(20, "c");
        return Stream.of(
                argumentSet("nothing of nothing", AT_ONCE, List.of(), 0, List.of(), OptionalLong.empty()),
                argumentSet("what waits, at once", AT_ONCE, List.of(a, b), 10, List.of(a, b), OptionalLong.empty()),
                argumentSet("nothing before the delay", PATIENT, List.of(a, b), 60, List.of(), OptionalLong.of(40)),
                argumentSet("all after the delay", PATIENT, List.of(a, b), 100, List.of(a, b), OptionalLong.empty()),
                argumentSet(
                        "a full batch before the delay",
                        PATIENT,
                        List.of(a.rows(2), b.rows(2), c),
                        30,
                        List.of(a.rows(2), b.rows(2)),
                        OptionalLong.empty()),
                argumentSet(
                        "a batch that the next does not fit into, before the delay",
                        PATIENT,
                        List.of(a.rows(3), b.rows(2), c),
                        30,
                        List.of(a.rows(3)),
                        OptionalLong.empty()),
                argumentSet(
                        "a request larger than a batch alone",
                        AT_ONCE,
                        List.of(a.rows(9), b),
                        30,
                        List.of(a.rows(9)),
                        OptionalLong.empty()),
                argumentSet(
                        "only one shape, the oldest one",
                        AT_ONCE,
                        List.of(a.width(2), b, c.width(2)),
                        30,
                        List.of(a.width(2), c.width(2)),
                        OptionalLong.empty()),
                argumentSet(
                        "a full shape while an older one waits",
                        PATIENT,
                        List.of(a.width(2), b.rows(2), c.rows(2)),
                        30,
                        List.of(b.rows(2), c.rows(2)),
                        OptionalLong.empty()),
                argumentSet(
                        "nothing until a deadline that is nearer than the delay",
                        PATIENT,
                        List.of(a.until(50)),
                        30,
                        List.of(),
                        OptionalLong.of(20)));
    }

    @ParameterizedTest
    @MethodSource
    void runs(BatchRules rules, List<Asked> waiting, long now, List<Asked> run, OptionalLong lookAgain) {
        BatchPlan<Asked> plan = BatchPlan.of(rules, waiting, now);

        assertThat(plan).isEqualTo(new BatchPlan<>(run, List.of(), List.of(), lookAgain));
    }

    @Test
    void whoseDeadlinePassedOrWhoIsGoneNeverRuns() {
        Asked late = Asked.at(0, "late").until(30);
        Asked gone = Asked.at(5, "gone").gone();
        Asked good = Asked.at(10, "good");

        assertThat(BatchPlan.of(AT_ONCE, List.of(late, gone, good), 30))
                .isEqualTo(new BatchPlan<>(List.of(good), List.of(late), List.of(gone), OptionalLong.empty()));
    }

    @Test
    void aClockMayPassTheLargestNumber() {
        long edge = Long.MAX_VALUE - 10;
        Asked old = new Asked("old", 1, 1, edge, edge + 1_000, false);

        assertThat(BatchPlan.of(PATIENT, List.of(old), edge + 50).run()).isEmpty();
        assertThat(BatchPlan.of(PATIENT, List.of(old), edge + 100).run()).containsExactly(old);
        assertThat(BatchPlan.of(PATIENT, List.of(old), edge + 1_000).expired()).containsExactly(old);
    }

    @Test
    void rulesHaveBounds() {
        assertThatThrownBy(() -> new BatchRules(0, Duration.ZERO)).hasMessageContaining("batching.max-size");
        assertThatThrownBy(() -> new BatchRules(1, Duration.ofMillis(-1)))
                .hasMessage("batching.max-delay must be between 0 and PT1M, got PT-0.001S");
        assertThatThrownBy(() -> new BatchRules(1, Duration.ofMinutes(2))).hasMessageContaining("batching.max-delay");
    }
}
