package dev.signalbox.monitor.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void aVerdictThatNeverChangesIsToldAtBothEnds() {
        assertThat(outcomes(Replay.turns(at -> verdict(at, Outcome.Hold), START, START.plusSeconds(3_600))))
                .containsExactly("0 Hold", "3600 Hold");
        assertThat(outcomes(Replay.turns(at -> verdict(at, Outcome.Hold), START, START)))
                .containsExactly("0 Hold");
    }

    @Property
    void everyChangeIsFoundToTheSecondAndARollbackEndsIt(
            @ForAll @IntRange(min = 1, max = 40_000) int promote, @ForAll @IntRange(min = 1, max = 40_000) int later) {
        int rollback = promote + 1_000 + later;
        List<Instant> asked = new ArrayList<>();
        Function<Instant, Verdict> judge = at -> {
            asked.add(at);
            long second = Duration.between(START, at).toSeconds();
            return verdict(
                    at, second < promote ? Outcome.Hold : second < rollback ? Outcome.Promote : Outcome.Rollback);
        };

        List<Verdict> turns = Replay.turns(judge, START, START.plusSeconds(90_000));

        assertThat(outcomes(turns)).containsExactly("0 Hold", promote + " Promote", rollback + " Rollback");
        assertThat(asked).hasSizeLessThan(160);
    }

    private static List<String> outcomes(List<Verdict> turns) {
        return turns.stream()
                .map(turn -> Duration.between(START, turn.asOf()).toSeconds() + " " + turn.outcome())
                .toList();
    }

    private static Verdict verdict(Instant at, Outcome outcome) {
        return new Verdict(
                Verdict.VERSION,
                Story.DEPLOYMENT,
                Story.CANDIDATE,
                Story.STABLE,
                1,
                START,
                at,
                null,
                0,
                0,
                outcome,
                List.of());
    }
}
