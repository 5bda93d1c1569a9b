package dev.signalbox.monitor.limits;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The limit of a series for an hour: what was learned, or the hard one, and then {@code why}.
 *
 * <p>{@code slot} is the slot of the season that it is of (hourOfWeek, hourOfDay), seen {@code visits} times of late, in which {@code
 * usual} is usual. {@code hours} is how many hours were learned from.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Learned(
        double limit,
        Source source,
        @Nullable String why,
        @Nullable String slot,
        @Nullable Integer visits,
        @Nullable Double usual,
        int hours) {
    /** Where a limit comes from. */
    public enum Source {
        /** From stable's history. */
        LEARNED,
        /** From the rule, since not enough is known or more would be allowed than it does. */
        HARD_MAX
    }

    /** The hard limit. */
    public static Learned hard(double hardMax, String why, int hours) {
        return new Learned(hardMax, Source.HARD_MAX, why, null, null, null, hours);
    }

    /** Whether both are the same limit for the same reason, however much was learned from. */
    public boolean isThatOf(Learned other) {
        return limit == other.limit && source == other.source;
    }
}
