package dev.signalbox.monitor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.monitor.judging.Counted;
import dev.signalbox.monitor.judging.CountedSecond;
import dev.signalbox.monitor.judging.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OldCountsTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final ModelVersion VERSION = new ModelVersion("1");

    private final OldCounts old = new OldCounts(100);

    @Test
    void whatIsKnownHoldsAsLongAsNothingOldChanged() {
        old.put(key(0), kept(7, 60));

        assertThat(old.get(key(0), 7)).contains(kept(7, 60));
        assertThat(old.get(key(0), 8)).isEmpty();
        assertThat(old.get(key(1), 7)).isEmpty();
    }

    @Test
    void questionsAboutNothingAreNotRemembered() {
        for (int question = 0; question < 10_000; question++) {
            old.put(key(question), new OldCounts.Kept(0, 60, List.of()));
        }

        assertThat(old.questions()).isZero();
    }

    @Test
    void manySmallQuestionsMakeRoomForOneAnotherTheOldestFirst() {
        for (int question = 0; question < 10_000; question++) {
            old.put(key(question), kept(0, 1));
        }

        assertThat(old.questions()).isEqualTo(50);
        assertThat(old.get(key(9_999), 0)).isPresent();
        assertThat(old.get(key(9_949), 0)).isEmpty();
    }

    @Test
    void theSameQuestionAgainTakesNoMoreRoom() {
        for (int second = 1; second <= 90; second++) {
            old.put(key(0), kept(0, second));
            old.put(key(1), kept(second, 3));
        }

        assertThat(old.questions()).isEqualTo(2);
        assertThat(old.get(key(0), 0)).contains(kept(0, 90));
    }

    @Test
    void whoAsksAboutThePastDoesNotDisplaceThePresent() {
        old.put(key(0), kept(3, 60));
        old.put(key(0), kept(3, 20));
        assertThat(old.get(key(0), 3)).contains(kept(3, 60));

        old.put(key(0), kept(4, 20));
        assertThat(old.get(key(0), 4)).contains(kept(4, 20));
    }

    private static OldCounts.Key key(int number) {
        return new OldCounts.Key(DeploymentName.parse("bank/loan"), VERSION, START.plusSeconds(number), 1);
    }

    /* A row for each second before the end. */
    private static OldCounts.Kept kept(long changes, long seconds) {
        return new OldCounts.Kept(
                changes,
                seconds,
                LongStream.range(0, seconds).mapToObj(OldCountsTest::row).toList());
    }

    private static CountedSecond row(long second) {
        return new CountedSecond(
                new Slot(VERSION, Reporter.MODEL_SERVER, second),
                Duration.ofSeconds(1),
                START.plusSeconds(second + 1),
                null,
                new Counted.Answered(1, 0));
    }
}
