package dev.signalbox.monitor.page;

import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.traffic.Grid;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A deployment and a time, as they came; the last 15 minutes where nothing else is said. */
public class TimeQuery extends DeploymentPath {
    private static final Duration USUAL = Duration.ofMinutes(15);

    /** Where the time begins, in ISO 8601. */
    @QueryParam("from")
    @Nullable
    String from;

    /** Where it ends. */
    @QueryParam("to")
    @Nullable
    String to;

    /** The time, cut into at most so many steps of at least so many seconds. */
    Grid grid(Clock clock, int mostSteps, long leastSeconds) {
        Instant end = to == null ? clock.instant() : Parameters.instant("to", to);
        Instant begin = from == null ? end.minus(USUAL) : Parameters.instant("from", from);
        return Parameters.checked(() -> Grid.of(begin, end, mostSteps, leastSeconds));
    }
}
