package dev.signalbox.router.access;

import org.jspecify.annotations.Nullable;

/**
 * One request as the access log shows it. {@code version} is the one that answered, {@code status} is 0 where the application
 * went away first.
 */
public record Access(
        String requestId,
        String remote,
        String method,
        String path,
        @Nullable String deployment,
        @Nullable String version,
        int status,
        long micros,
        long bytesIn,
        long bytesOut) {}
