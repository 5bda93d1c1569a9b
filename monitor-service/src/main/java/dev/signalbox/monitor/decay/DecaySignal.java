package dev.signalbox.monitor.decay;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stable version of a deployment has decayed beyond a limit. {@code unknown} names the kinds of which nothing can be
 * told, and why.
 */
public record DecaySignal(
        DeploymentName deployment,
        ModelVersion version,
        Instant asOf,
        boolean fired,
        List<Reason> reasons,
        Map<String, String> unknown) {
    public DecaySignal {
        reasons = List.copyOf(reasons);
        unknown = Map.copyOf(unknown);
    }

    /** The signal of these reasons; what is advice alone does not make it fire. */
    public static DecaySignal of(DeploymentName deployment, ModelVersion version, Instant asOf, Decay.Findings found) {
        return new DecaySignal(
                deployment,
                version,
                asOf,
                found.reasons().stream().anyMatch(reason -> reason.fired() && !reason.advisory()),
                found.reasons(),
                found.unknown());
    }

    /**
     * One kind of decay: a value (a population stability index, a share, or days) from so many rows, answers or labels, with an
     * interval where there is one, its limit, and whether it is beyond that. {@code perDay} is how fast it grows, {@code reached}
     * when it will be at the limit: told only where the growth towards it is more than chance makes.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            DecayKind kind,
            boolean fired,
            boolean advisory,
            double value,
            @Nullable Double threshold,
            long n,
            @Nullable Interval interval,
            @Nullable Double perDay,
            @Nullable Interval perDayInterval,
            @Nullable Instant reachedAt,
            @Nullable Instant reachedEarliest,
            @Nullable Instant reachedLatest,
            @Nullable String feature) {}
}
