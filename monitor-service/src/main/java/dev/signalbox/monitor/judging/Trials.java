package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.Tick;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a rate is told by: how often the event happened in both versions' trials, tick by tick, and in stable's before. */
record Trials(List<Timed> ticks, List<Past> history) {
    /** A tick that began in a second. */
    record Timed(long second, Tick tick) {}

    /** How often the event happened in trials of stable before the time that is judged. */
    record Past(long trials, long events) {
        static final Past NOTHING = new Past(0, 0);

        Past plus(Past other) {
            return new Past(trials + other.trials, events + other.events);
        }
    }

    /** What windows say about errors, rejections or nulls. */
    static Trials of(Metric metric, Timeline timeline) {
        Reporter reporter = metric == Metric.NULL_OUTPUT_RATE ? Reporter.MODEL_SERVER : Reporter.ROUTER;
        List<Timed> ticks = new ArrayList<>();
        for (Stretch tick : timeline.ticks(reporter)) {
            ticks.add(new Timed(
                    tick.second(),
                    new Tick(
                            Stretch.arrivals(tick.candidate()),
                            events(metric, tick.candidate()),
                            Stretch.arrivals(tick.stable()),
                            events(metric, tick.stable()))));
        }
        List<Past> history = new ArrayList<>();
        for (List<Counted> second : timeline.history(reporter)) {
            history.add(new Past(Stretch.arrivals(second), events(metric, second)));
        }
        return new Trials(ticks, history);
    }

    /** What was counted of both versions by time, and of stable before. */
    static Trials of(Map<Instant, Past> candidate, Map<Instant, Past> stable, List<Past> history) {
        Set<Instant> times = new TreeSet<>(candidate.keySet());
        times.addAll(stable.keySet());
        List<Timed> ticks = new ArrayList<>();
        for (Instant time : times) {
            Past ours = candidate.getOrDefault(time, Past.NOTHING);
            Past theirs = stable.getOrDefault(time, Past.NOTHING);
            ticks.add(new Timed(
                    time.getEpochSecond(), new Tick(ours.trials(), ours.events(), theirs.trials(), theirs.events())));
        }
        return history.isEmpty() && ticks.size() > 1 ? withoutHistory(ticks) : new Trials(ticks, history);
    }

    /* Where nothing is known from before, the first tick tells what is usual instead of being judged. */
    private static Trials withoutHistory(List<Timed> ticks) {
        Tick first = ticks.getFirst().tick();
        Past usual = new Past(first.candidate() + first.stable(), first.candidateEvents() + first.stableEvents());
        return new Trials(ticks.subList(1, ticks.size()), List.of(usual));
    }

    private static long events(Metric metric, List<Counted> arm) {
        long sum = 0;
        for (Counted counted : arm) {
            sum += switch (counted) {
                case Counted.Served served -> metric == Metric.REJECTION_RATE ? served.rejections() : served.errors();
                case Counted.Answered answered -> answered.nullRows();
            };
        }
        return sum;
    }
}
