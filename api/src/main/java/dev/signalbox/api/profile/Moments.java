package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.OptionalDouble;

/**
 * Count, sum, sum of squares and range of numbers: what adds up to a mean and a deviation. Where nothing was counted, all of
 * them are 0. Numbers beyond {@link #LARGEST} are left out, so that no sum overflows; their bins count them.
 */
public record Moments(long count, double sum, double sumOfSquares, double min, double max) {
    /** The largest number, by size, that is added up. */
    public static final double LARGEST = 1e140;

    /** Of nothing. */
    public static final Moments NONE = new Moments(0, 0, 0, 0, 0);

    public Moments {
        Bounds.count("moments.count", count);
        Bounds.finite("moments.sum", sum);
        Bounds.finite("moments.sumOfSquares", sumOfSquares);
        Bounds.finite("moments.min", min);
        Bounds.finite("moments.max", max);
        if (sumOfSquares < 0) {
            throw new IllegalArgumentException("moments.sumOfSquares must not be negative, got " + sumOfSquares);
        }
        if (min > max) {
            throw new IllegalArgumentException("moments.min must be at most moments.max, " + max + ", got " + min);
        }
    }

    /** Of both. */
    public Moments merge(Moments other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        return new Moments(
                count + other.count,
                sum + other.sum,
                sumOfSquares + other.sumOfSquares,
                Math.min(min, other.min),
                Math.max(max, other.max));
    }

    /** The mean; empty where nothing was counted. */
    @JsonIgnore
    public OptionalDouble mean() {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    /** The deviation of a sample; 0 where fewer than two numbers were counted. */
    @JsonIgnore
    public double deviation() {
        return count < 2 ? 0 : Math.sqrt(Math.max(0, (sumOfSquares - sum / count * sum) / (count - 1)));
    }
}
