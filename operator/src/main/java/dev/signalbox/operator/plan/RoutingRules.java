package dev.signalbox.operator.plan;

import dev.signalbox.api.route.Sticky;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How requests are routed, whichever version answers. */
public record RoutingRules(
        @Nullable Sticky stickyBy, @Nullable String overrideHeader, Duration timeout, boolean failover) {
    /** What holds where a spec says nothing. */
    public static final RoutingRules DEFAULT = new RoutingRules(null, null, Duration.ofSeconds(2), true);
}
