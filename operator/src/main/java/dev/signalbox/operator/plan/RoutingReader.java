package dev.signalbox.operator.plan;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.route.Sticky;
import dev.signalbox.operator.spec.AutomationSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.routing}. */
record RoutingReader(Problems problems) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    RoutingRules read(ModelDeploymentSpec.@Nullable Routing routing, @Nullable AutomationSpec automation) {
        Automation decides = new AutomationReader(problems).read(automation);
        List<String> quiet = AutomationReader.quiet(automation);
        if (routing == null) {
            RoutingRules usual = RoutingRules.DEFAULT;
            return new RoutingRules(
                    usual.stickyBy(), usual.overrideHeader(), usual.timeout(), usual.failover(), decides, quiet);
        }
        Boolean failover = routing.failover();
        return new RoutingRules(
                sticky(routing.stickyBy()),
                override(routing.override()),
                timeout(routing.timeout()),
                failover == null || failover,
                decides,
                quiet);
    }

    private @Nullable Sticky sticky(ModelDeploymentSpec.@Nullable StickyBy stickyBy) {
        if (stickyBy == null) {
            return null;
        }
        String field = "spec.routing.stickyBy";
        return problems.reading(field, () -> {
            try {
                return new Sticky(stickyBy.header(), stickyBy.cookie(), Boolean.TRUE.equals(stickyBy.setCookie()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("spec.routing." + e.getMessage(), e);
            }
        });
    }

    private @Nullable String override(ModelDeploymentSpec.@Nullable VersionHeader override) {
        if (override == null) {
            return null;
        }
        String field = "spec.routing.override.header";
        String header = override.header();
        if (header == null) {
            problems.add(field, "is required");
        } else if (!TOKEN.matcher(header).matches()) {
            problems.add(
                    field,
                    "must be an HTTP token of at most 128 characters, but is \"" + Durations.shown(header) + "\"");
        }
        return header;
    }

    private Duration timeout(@Nullable String text) {
        Duration fallback = RoutingRules.DEFAULT.timeout();
        if (text == null) {
            return fallback;
        }
        String field = "spec.routing.timeout";
        Duration read = problems.reading(
                field, () -> Durations.parse(field, text, Duration.ofMillis(1), Duration.ofMinutes(10)));
        return read == null ? fallback : read;
    }
}
