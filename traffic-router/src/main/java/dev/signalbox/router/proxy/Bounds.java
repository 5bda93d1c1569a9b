package dev.signalbox.router.proxy;

import dev.signalbox.api.Require;
import dev.signalbox.router.config.RouterConfig;

/** The limits that every request is held to. */
record Bounds(int inFlight, long body, long buffer, long bufferTotal, int retries, int candidateTime) {
    Bounds {
        Require.within("signalbox.router.limits.in-flight", inFlight, 1, 1_000_000);
        Require.within("signalbox.router.limits.body", body, 0, Long.MAX_VALUE);
        Require.within("signalbox.router.limits.buffer", buffer, 0, Integer.MAX_VALUE / 2);
        Require.within("signalbox.router.limits.buffer-total", bufferTotal, 0, Long.MAX_VALUE / 2);
        Require.within("signalbox.router.upstream.retries", retries, 0, 20);
        Require.within("signalbox.router.upstream.candidate-time", candidateTime, 1, 99);
    }

    static Bounds of(RouterConfig config) {
        return new Bounds(
                config.limits().inFlight(),
                config.limits().body().asLongValue(),
                config.limits().buffer().asLongValue(),
                config.limits().bufferTotal().asLongValue(),
                config.upstream().retries(),
                config.upstream().candidateTime());
    }
}
