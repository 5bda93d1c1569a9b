package dev.signalbox.monitor.limits;

import dev.signalbox.api.rollout.RolloutReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the hours in which an alarm of a deployment fired: whatever it was, it may have been stable's trouble too. */
public final class AlarmedHours {
    private AlarmedHours() {}

    /** An alarm began or ended to fire; without a name, another candidate came and none fires. */
    public record Turn(Instant at, @Nullable String alarm, boolean firing) {}

    /**
     * By the turns of alarms and what the operator told, both oldest first. An alarm fires no longer than the rollout that it was
     * about; where that is not over, until {@code now}.
     */
    public static NavigableSet<Long> of(List<Turn> turns, List<RolloutReport> reports, Instant now) {
        NavigableSet<Instant> ends = ends(reports);
        NavigableSet<Long> hours = new TreeSet<>();
        Map<String, Instant> firing = new HashMap<>();
        for (Turn turn : turns) {
            String alarm = turn.alarm();
            if (alarm == null) {
                firing.values().forEach(since -> add(hours, since, end(ends, since, turn.at())));
                firing.clear();
            } else if (turn.firing()) {
                firing.putIfAbsent(alarm, turn.at());
            } else {
                Instant since = firing.remove(alarm);
                if (since != null) {
                    add(hours, since, end(ends, since, turn.at()));
                }
            }
        }
        firing.values().forEach(since -> add(hours, since, end(ends, since, now)));
        return hours;
    }

    private static NavigableSet<Instant> ends(List<RolloutReport> reports) {
        NavigableSet<Instant> ends = new TreeSet<>();
        RolloutReport before = null;
        for (RolloutReport report : reports) {
            if (before != null && before.candidate() != null && report.candidate() == null) {
                ends.add(report.at());
            }
            before = report;
        }
        return ends;
    }

    private static Instant end(NavigableSet<Instant> ends, Instant since, Instant otherwise) {
        Instant over = ends.ceiling(since);
        return over != null && over.isBefore(otherwise) ? over : otherwise;
    }

    private static void add(NavigableSet<Long> hours, Instant from, Instant to) {
        for (long hour = Hour.of(from.getEpochSecond()); hour <= Hour.of(to.getEpochSecond()); hour++) {
            hours.add(hour);
        }
    }
}
