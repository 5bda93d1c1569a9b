package dev.signalbox.operator.machine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The highest revision that the route ever had, and when it last changed. */
public record RouteMemory(long revision, @Nullable Instant changedAt) {
    /** No route yet. */
    public static final RouteMemory NONE = new RouteMemory(0, null);
}
