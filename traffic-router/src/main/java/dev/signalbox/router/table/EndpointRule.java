package dev.signalbox.router.table;

import dev.signalbox.api.Require;
import java.time.Duration;

/**
 * How a version's endpoints are treated: a fresh one gets its full part only after {@code slowStart}, and one that failed
 * {@code failures} requests in a row is avoided for a while.
 */
public record EndpointRule(Duration slowStart, int failures) {
    /** The usual rule. */
    public static final EndpointRule DEFAULT = new EndpointRule(Duration.ofSeconds(10), 5);

    public EndpointRule {
        Require.within("signalbox.router.upstream.slow-start in milliseconds", slowStart.toMillis(), 0, 3_600_000);
        Require.within("signalbox.router.upstream.failures", failures, 1, 1_000_000);
    }
}
