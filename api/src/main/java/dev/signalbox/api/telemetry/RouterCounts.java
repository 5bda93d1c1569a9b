package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a router counted for one version in one window.
 *
 * <p>{@code requests} are those that the split gave to the version; {@code failures} how the version failed them, before any
 * failover; {@code rejections} its answers of 400 to 499; {@code cancelled} those that the application gave up. Of the
 * failures, {@code failedOver} were answered by stable after all; {@code failedToClient} counts the answers that the
 * application saw as failed. {@code latency} is the version's own, of every request that it answered or let time out. Copies
 * of other requests are in {@code mirror} alone, and what the router's guard did is in {@code guard}.
 */
public record RouterCounts(
        long requests,
        Map<FailureKind, Long> failures,
        long rejections,
        long cancelled,
        long failedOver,
        long failedToClient,
        LatencyHistogram latency,
        MirrorCounts mirror,
        GuardCounts guard) {
    public RouterCounts {
        mirror = mirror == null ? MirrorCounts.NONE : mirror;
        guard = guard == null ? GuardCounts.NONE : guard;
        Counts.check("router.requests", requests);
        EnumMap<FailureKind, Long> byKind = new EnumMap<>(FailureKind.class);
        byKind.putAll(Require.present("router.failures", failures));
        byKind.forEach((kind, count) -> Counts.check("router.failures." + kind, count));
        failures = Collections.unmodifiableMap(byKind);
        Counts.check("router.rejections", rejections);
        Counts.check("router.cancelled", cancelled);
        Counts.check("router.failedOver", failedOver);
        Counts.check("router.failedToClient", failedToClient);
        Require.present("router.latency", latency);
        long failed = byKind.values().stream().mapToLong(Long::longValue).sum();
        if (failed + rejections + cancelled > requests) {
            throw new IllegalArgumentException("router.requests must be at least failures + rejections + cancelled = "
                    + (failed + rejections + cancelled) + ", got " + requests);
        }
    }

    /** Counts of a version that got no copies and that the guard left alone. */
    public RouterCounts(
            long requests,
            Map<FailureKind, Long> failures,
            long rejections,
            long cancelled,
            long failedOver,
            long failedToClient,
            LatencyHistogram latency) {
        this(
                requests,
                failures,
                rejections,
                cancelled,
                failedOver,
                failedToClient,
                latency,
                MirrorCounts.NONE,
                GuardCounts.NONE);
    }

    /** All failures, of every kind. */
    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
