package dev.signalbox.operator.local.process;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param start until a model server must be ready
 * @param hang how long one that was ready may be unready before it is restarted
 * @param drain between leaving the endpoints and being asked to end
 * @param stop between being asked to end and being killed
 * @param backOff the pauses between restarts
 */
public record Limits(Duration start, Duration hang, Duration drain, Duration stop, BackOff backOff) {
    /**
     * The pause before a crashed model server is started again: the first, doubled with each crash, up to the longest. One
     * that was ready for longer than the longest pause, and for at least a minute, starts from the first again.
     */
    public record BackOff(Duration first, Duration longest) {
        private static final Duration CALM = Duration.ofMinutes(1);
        private static final int MOST_DOUBLINGS = 20;

        public BackOff {
            if (first.isNegative() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("signalbox.operator.local.restart-delay must be between 0 and"
                        + " signalbox.operator.local.restart-delay-max, got " + first + " and " + longest);
            }
        }

        /** The pause after this many crashes in a row; the first is number 1. */
        Duration pause(int crashesInARow) {
            int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, crashesInARow - 1));
            Duration pause = first.multipliedBy(1L << doublings);
            return pause.compareTo(longest) < 0 ? pause : longest;
        }

        /** Whether a time without a crash is long enough to forget the crashes before. */
        boolean forgives(Duration ready) {
            return ready.compareTo(CALM) > 0 && ready.compareTo(longest) > 0;
        }
    }
}
