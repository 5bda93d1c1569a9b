package dev.signalbox.monitor.judging;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A rollout of ten minutes at a constant rate, and what alarms say of it. */
final class Alarms {
    static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    static final Instant END = START.plusSeconds(600);

    static final AlarmRule LAX = AlarmRule.margin("errors", Metric.ERROR_RATE, 0.5, AlarmAction.Rollback);

    static final TickRule RULE = new TickRule(5, Duration.ofSeconds(10), Duration.ofMillis(500));

    private Alarms() {}

    static Verdict judge(Known known, AlarmRule... alarms) {
        return judgeAt(END, known, alarms);
    }

    static Verdict judgeAt(Instant asOf, Known known, AlarmRule... alarms) {
        return new Judge(RULE)
                .judge(
                        new Question(Story.DEPLOYMENT, Story.CANDIDATE, Story.STABLE, START, asOf),
                        JudgePolicy.of(1, List.of(alarms)),
                        known);
    }

    static Reason reason(Verdict verdict, String alarm) {
        return verdict.reasons().stream()
                .filter(r -> r.alarm().equals(alarm))
                .findFirst()
                .orElseThrow();
    }

    static Known known(Profiled profiled) {
        return new Known(counts(20, 80), profiled, List.of(), PairedAnswers.NONE, Map.of());
    }

    static List<CountedSecond> counts(int toCandidate, int toStable) {
        List<CountedSecond> counts = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            counts.add(second(Story.CANDIDATE, second, new Counted.Served(toCandidate, 0, 0, CompactHistogram.EMPTY)));
            counts.add(second(Story.STABLE, second, new Counted.Served(toStable, 0, 0, CompactHistogram.EMPTY)));
        }
        return counts;
    }

    static CountedSecond second(ModelVersion version, int second, Counted counts) {
        Instant start = START.plusSeconds(second);
        return new CountedSecond(
                new Slot(version, Reporter.ROUTER, start.getEpochSecond()),
                Duration.ofSeconds(1),
                start.plusSeconds(1),
                start.plusSeconds(1),
                counts);
    }
}
