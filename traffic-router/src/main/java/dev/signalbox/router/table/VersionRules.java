package dev.signalbox.router.table;

import dev.signalbox.router.guard.GuardRule;
import dev.signalbox.router.limit.LimitRule;

/**
 * What the router holds versions and deployments to by itself: when a candidate is ejected, how many copies may fail in a row,
 * how much failover may add, how many requests of a deployment may be under way, and how endpoints are treated.
 */
public record VersionRules(
        GuardRule guard,
        int mirrorFailures,
        int failoverPercent,
        int failoverBurst,
        LimitRule limit,
        EndpointRule endpoints) {
    /** Rules under which the router does nothing by itself. */
    public static final VersionRules LENIENT =
            new VersionRules(GuardRule.OFF, 5, 100, 1_000, LimitRule.NONE, EndpointRule.DEFAULT);
}
