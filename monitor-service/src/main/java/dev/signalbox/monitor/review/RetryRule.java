package dev.signalbox.monitor.review;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When something that failed is tried again: after pauses that double up to a limit, so many times. */
public record RetryRule(Duration first, Duration longest, int tries) {
    private static final double LEAST_PART = 0.5;

    public RetryRule {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the first pause must be more than zero and not longer than the longest, got " + first + " and "
                            + longest);
        }
        if (tries < 1) {
            throw new IllegalArgumentException("tries must be at least 1, got " + tries);
        }
    }

    /**
     * When to try again after so many tries; empty where there were enough. {@code chance}, from 0 to 1, spreads the pauses, so that
     * what failed together is not tried again together.
     */
    public Optional<Instant> after(int tried, Instant now, double chance) {
        if (tried >= tries) {
            return Optional.empty();
        }
        double doubled = (double) first.toMillis() * Math.pow(2, Math.max(0, tried - 1));
        double pause = Math.min((double) longest.toMillis(), doubled) * (LEAST_PART + (1 - LEAST_PART) * chance);
        return Optional.of(now.plusMillis(Math.max(1, Math.round(pause))));
    }
}
