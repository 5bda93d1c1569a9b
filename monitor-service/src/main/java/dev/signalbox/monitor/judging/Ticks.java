package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.Reporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Groups counted seconds into ticks whose borders depend on arrivals alone, never on what came of them. */
final class Ticks {
    /* An e-process may be looked at after every tick, but not within one: a tick's e-value belongs to all of its counts. So only
     * whole ticks are judged, and ticks are kept short: as soon as both arms have a few arrivals nothing is gained by waiting,
     * because the evidence of two ticks with the same split is that of the two together. At a trickle of requests, ticks grow
     * until both arms meet in one, or until the span is over.
     *
     * A router's window has both arms in it, so they meet in the second in which it began. Each model server sees one arm only, in
     * windows that may be longer than a second and are cut on a common grid of wall-clock intervals: seconds are first put into
     * cells of that length, so that the windows of both arms over the same time meet. */
    private static final Duration LONGEST_CELL = Duration.ofMinutes(1);

    private final TickRule rule;
    private final long cellSeconds;
    private final long ripeBeforeMillis;
    private final TreeMap<Long, Stretch> cells = new TreeMap<>();

    private Ticks(TickRule rule, long cellSeconds, Instant asOf) {
        this.rule = rule;
        this.cellSeconds = cellSeconds;
        this.ripeBeforeMillis = asOf.minus(rule.grace()).toEpochMilli();
    }

    /** The whole ticks of these seconds, in their order. */
    static List<Stretch> of(TickRule rule, Question question, List<CountedSecond> seconds) {
        Ticks ticks = new Ticks(rule, cellSeconds(seconds), question.asOf());
        for (CountedSecond second : seconds) {
            ticks.add(second, second.slot().version().equals(question.candidate()));
        }
        return ticks.grow();
    }

    private static long cellSeconds(List<CountedSecond> seconds) {
        Duration longest = Duration.ofSeconds(1);
        for (CountedSecond second : seconds) {
            boolean oneArm = second.slot().reporter() == Reporter.MODEL_SERVER;
            if (oneArm && second.longest().compareTo(longest) > 0) {
                longest = second.longest();
            }
        }
        Duration cell = longest.compareTo(LONGEST_CELL) > 0 ? LONGEST_CELL : longest;
        return cell.plusMillis(999).toSeconds();
    }

    private void add(CountedSecond second, boolean candidate) {
        long start = Math.floorDiv(second.slot().second(), cellSeconds) * cellSeconds;
        if ((start + cellSeconds) * 1_000 <= ripeBeforeMillis) {
            Stretch cell = cells.computeIfAbsent(start, s -> new Stretch(s, new ArrayList<>(2), new ArrayList<>(2)));
            (candidate ? cell.candidate() : cell.stable()).add(second.counts());
        }
    }

    private List<Stretch> grow() {
        List<Stretch> whole = new ArrayList<>();
        Growing open = new Growing(Long.MIN_VALUE);
        for (var cell : cells.entrySet()) {
            if (open.isOver(cell.getKey())) {
                open.closeInto(whole);
                open = new Growing(cell.getKey());
            }
            open.add(cell.getValue());
            if (open.isOver(cell.getKey() + cellSeconds) || open.hasEnough()) {
                open.closeInto(whole);
                open = new Growing(Long.MIN_VALUE);
            }
        }
        if (open.isOver(ripeBeforeMillis / 1_000)) {
            open.closeInto(whole);
        }
        return whole;
    }

    /** A tick that is not whole yet. One without a start is over at once. */
    private final class Growing {
        private final long start;
        private final Stretch stretch;
        private long candidate;
        private long stable;

        Growing(long start) {
            this.start = start;
            this.stretch = new Stretch(start, new ArrayList<>(), new ArrayList<>());
        }

        void add(Stretch cell) {
            stretch.candidate().addAll(cell.candidate());
            stretch.stable().addAll(cell.stable());
            candidate += Stretch.arrivals(cell.candidate());
            stable += Stretch.arrivals(cell.stable());
        }

        boolean isOver(long second) {
            return start == Long.MIN_VALUE || second - start >= rule.span().toSeconds();
        }

        boolean hasEnough() {
            return candidate >= rule.arrivals() && stable >= rule.arrivals();
        }

        void closeInto(List<Stretch> whole) {
            if (candidate + stable > 0) {
                whole.add(stretch);
            }
        }
    }
}
