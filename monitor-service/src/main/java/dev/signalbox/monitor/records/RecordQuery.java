package dev.signalbox.monitor.records;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a deployment are read: those answered within {@code [from, to)}, in that order, at most so many, and only what
 * comes after a place if one is given.
 */
public record RecordQuery(
        DeploymentName deployment,
        Instant from,
        Instant to,
        int most,
        @Nullable Place after) {
    /** The most that may be asked for at once. */
    public static final int MOST = 100_000;

    public RecordQuery {
        Require.within("limit", most, 1, MOST);
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("to must be after from, got " + from + " to " + to);
        }
    }

    /** All within a time. */
    public RecordQuery(DeploymentName deployment, Instant from, Instant to, int most) {
        this(deployment, from, to, most, null);
    }

    /** The same from a place on, and so many. */
    RecordQuery after(@Nullable Place place, int so) {
        return new RecordQuery(deployment, from, to, so, place);
    }
}
