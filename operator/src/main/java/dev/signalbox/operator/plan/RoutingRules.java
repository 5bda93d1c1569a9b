package dev.signalbox.operator.plan;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.route.Sticky;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How requests are routed and who decides on the answers, whichever version gives them; null where the machine does. */
public record RoutingRules(
        @Nullable Sticky stickyBy,
        @Nullable String overrideHeader,
        Duration timeout,
        boolean failover,
        @Nullable Automation automation) {
    /** What holds where a spec says nothing. */
    public static final RoutingRules DEFAULT = new RoutingRules(null, null, Duration.ofSeconds(2), true, null);
}
