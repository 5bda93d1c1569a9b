package dev.signalbox.monitor.records;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import java.time.Instant;

/** Which records of a deployment are read: those answered within {@code [from, to)}, in that order, at most so many. */
public record RecordQuery(DeploymentName deployment, Instant from, Instant to, int most) {
    /** The most that may be asked for at once. */
    public static final int MOST = 100_000;

    public RecordQuery {
        Require.within("limit", most, 1, MOST);
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("to must be after from, got " + from + " to " + to);
        }
    }
}
