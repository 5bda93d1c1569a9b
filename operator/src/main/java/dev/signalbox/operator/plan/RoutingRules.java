package dev.signalbox.operator.plan;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.route.Sticky;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How requests are routed and who decides on the answers, whichever version gives them; null where the machine does. A
 * higher degree is only taken up while the alarms of {@code raiseWhenQuiet} are quiet.
 */
public record RoutingRules(
        @Nullable Sticky stickyBy,
        @Nullable String overrideHeader,
        Duration timeout,
        boolean failover,
        @Nullable Automation automation,
        List<String> raiseWhenQuiet) {
    /** What holds where a spec says nothing. */
    public static final RoutingRules DEFAULT =
            new RoutingRules(null, null, Duration.ofSeconds(2), true, null, List.of());

    public RoutingRules {
        raiseWhenQuiet = List.copyOf(raiseWhenQuiet);
    }
}
