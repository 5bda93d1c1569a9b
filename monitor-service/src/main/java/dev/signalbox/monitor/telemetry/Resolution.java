package dev.signalbox.monitor.telemetry;

import dev.signalbox.monitor.retention.RetentionConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How finely counts and profiles are kept, by their age. Immutable. */
@Singleton
class Resolution {
    /** The lengths over which they are added up, in seconds: each is a multiple of the one before. */
    static final int TEN_SECONDS = 10;

    static final int MINUTE = 60;
    static final int HOUR = 3_600;

    private final List<Level> levels;

    Resolution(RetentionConfig config) {
        levels = List.of(
                new Level(TEN_SECONDS, config.seconds()),
                new Level(MINUTE, config.tenSeconds()),
                new Level(HOUR, config.minutes()));
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).age().compareTo(levels.get(i - 1).age()) < 0) {
                throw new IllegalArgumentException(
                        "signalbox.monitor.retention.seconds, ten-seconds and minutes must rise,"
                                + " got " + levels.get(i - 1).age() + " before "
                                + levels.get(i).age());
            }
        }
    }

    /** What is older than this age is added up over so many seconds. */
    record Level(int span, Duration age) {
        /** The second from which on this level leaves things alone, on the level's own grid. */
        long until(Instant now) {
            return Math.floorDiv(now.minus(age).getEpochSecond(), span) * span;
        }
    }

    /** From the finest to the coarsest. */
    List<Level> levels() {
        return levels;
    }

    /** Over how many seconds counts of this time are added up by now. */
    long spanOf(Instant start, Instant now) {
        long span = 1;
        for (Level level : levels) {
            if (start.getEpochSecond() < level.until(now)) {
                span = level.span();
            }
        }
        return span;
    }
}
