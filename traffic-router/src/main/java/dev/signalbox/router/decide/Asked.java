package dev.signalbox.router.decide;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the version that it should go to: the version in its path, the value of the route's override
 * header, the value of its sticky header or cookie, and where to draw a ticket if none of these decides.
 */
public record Asked(
        @Nullable String pathVersion,
        @Nullable String override,
        @Nullable String stickyKey,
        LongSupplier tickets) {}
