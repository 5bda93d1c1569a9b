package dev.signalbox.monitor.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** A time cut into equal steps, of a length that people count in, on a grid that does not depend on where it begins. */
public record Grid(Instant from, Instant to, long step) {
    /** The most steps. */
    static final int MOST_STEPS = 240;

    /** The longest time. */
    static final Duration LONGEST = Duration.ofDays(31);

    private static final long[] LENGTHS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600
    };

    public Grid {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("to must be after from, got " + from + " to " + to);
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "from and to must be at most " + LONGEST.toDays() + " days apart, got " + from + " to " + to);
        }
    }

    /** Cuts a time so that there are at most 240 steps. */
    public static Grid of(Instant from, Instant to) {
        return of(from, to, MOST_STEPS, 1);
    }

    /** Cuts a time so that there are at most so many steps (of two at least), each of at least so many seconds. */
    public static Grid of(Instant from, Instant to, int most, long leastSeconds) {
        long seconds = Math.max(1, Duration.between(from, to).toSeconds());
        long least = Math.max(leastSeconds, Math.ceilDiv(seconds, most - 1));
        return new Grid(
                from,
                to,
                LongStream.of(LENGTHS)
                        .filter(length -> length >= least)
                        .findFirst()
                        .orElse(LENGTHS[LENGTHS.length - 1]));
    }

    /** The second in which a step begins. */
    public long startOf(long second) {
        return Math.floorDiv(second, step) * step;
    }

    /** The seconds in which the steps begin. */
    public List<Long> starts() {
        long first = startOf(from.getEpochSecond());
        return LongStream.iterate(first, start -> start < to.getEpochSecond(), start -> start + step)
                .boxed()
                .toList();
    }
}
