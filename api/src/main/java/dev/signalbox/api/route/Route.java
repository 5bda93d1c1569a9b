package dev.signalbox.api.route;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of one deployment are answered now. Written by the operator alone, applied by every router; its
 * revision only grows. The {@code spec} of a ModelRoute, and an entry of a {@link RouteTable}.
 *
 * <p>A route without backends is a deployment that serves nothing yet. {@code overrideHeader} names the request header by
 * which testers ask for a version, {@code timeoutMillis} is the time for the whole answer, failover included, and with
 * {@code failover} a failure of the candidate is answered by stable. With {@code mirror} another version than stable gets
 * copies of live requests. {@code automation} says which predictions are decisions.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Route(
        @JsonPropertyDescription("The deployment whose requests these are, as namespace/name.")
        DeploymentName deployment,

        @JsonPropertyDescription("The number of this state of the route; it only grows.")
        long revision,

        @JsonPropertyDescription("The versions that answer; exactly one is Stable, and the weights sum to 10000.")
        List<Backend> backends,

        @JsonPropertyDescription("What keeps a user on one version. Absent: nothing does.") @Nullable
        Sticky stickyBy,

        @JsonPropertyDescription("The request header by which testers ask for a version. Absent: they cannot.")
        @Nullable
        String overrideHeader,

        @JsonPropertyDescription("The time for a whole answer in milliseconds, failover included.")
        long timeoutMillis,

        @JsonPropertyDescription("Whether stable answers where the candidate fails.")
        boolean failover,

        @JsonPropertyDescription("The version that gets copies of live requests. Absent: none does.") @Nullable
        Mirror mirror,

        @JsonPropertyDescription("Who decides on predictions. Absent: the machine does, on all of them.") @Nullable
        Automation automation) {
    private static final long LONGEST_TIMEOUT_MILLIS = 600_000;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    public Route {
        Require.present("route.deployment", deployment);
        Require.within("route.revision", revision, 1, Long.MAX_VALUE);
        backends = backends == null ? List.of() : List.copyOf(backends);
        Require.within("route.timeoutMillis", timeoutMillis, 1, LONGEST_TIMEOUT_MILLIS);
        if (overrideHeader != null) {
            Require.matching("route.overrideHeader", overrideHeader, TOKEN, "an HTTP token of at most 128 characters");
        }
        checkBackends(backends);
        checkMirror(backends, mirror);
    }

    /** A route without a mirror. */
    public Route(
            DeploymentName deployment,
            long revision,
            List<Backend> backends,
            @Nullable Sticky stickyBy,
            @Nullable String overrideHeader,
            long timeoutMillis,
            boolean failover) {
        this(deployment, revision, backends, stickyBy, overrideHeader, timeoutMillis, failover, null, null);
    }

    private static void checkMirror(List<Backend> backends, @Nullable Mirror mirror) {
        if (mirror == null) {
            return;
        }
        boolean known = backends.stream()
                .anyMatch(b -> b.role() != BackendRole.Stable && b.version().equals(mirror.version()));
        if (!known) {
            throw new IllegalArgumentException(
                    "route.mirror.version must be a backend of the route other than stable, got " + mirror.version());
        }
    }

    private static void checkBackends(List<Backend> backends) {
        if (backends.isEmpty()) {
            return;
        }
        Require.atMost("route.backends", 2, backends);
        Set<ModelVersion> versions = new HashSet<>();
        int sum = 0;
        int stables = 0;
        for (Backend backend : backends) {
            if (!versions.add(backend.version())) {
                throw new IllegalArgumentException(
                        "route.backends must name a version once, got " + backend.version() + " twice");
            }
            sum += backend.weight().basisPoints();
            stables += backend.role() == BackendRole.Stable ? 1 : 0;
        }
        if (stables != 1) {
            throw new IllegalArgumentException("route.backends must have exactly one Stable, got " + stables);
        }
        if (sum != Weight.ALL.basisPoints()) {
            throw new IllegalArgumentException("route.backends must have weights that sum to 10000, got " + sum);
        }
    }

    /** The version that serves, if any does yet. */
    @JsonIgnore
    public Optional<Backend> stable() {
        return in(BackendRole.Stable);
    }

    /** The version that is judged, if there is one. */
    @JsonIgnore
    public Optional<Backend> candidate() {
        return in(BackendRole.Candidate);
    }

    /* Every request asks: a loop makes no garbage. */
    private Optional<Backend> in(BackendRole role) {
        for (Backend backend : backends) {
            if (backend.role() == role) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }

    /** The backend of a version, if the route has it. */
    public Optional<Backend> backend(ModelVersion version) {
        return backends.stream().filter(b -> b.version().equals(version)).findFirst();
    }

    /** The same route in all but its revision. */
    public Route withRevision(long other) {
        return new Route(
                deployment, other, backends, stickyBy, overrideHeader, timeoutMillis, failover, mirror, automation);
    }

    /** The same route in all but its backends. */
    public Route withBackends(List<Backend> others) {
        return new Route(
                deployment, revision, others, stickyBy, overrideHeader, timeoutMillis, failover, mirror, automation);
    }

    /** The same route in all but its mirror. */
    public Route withMirror(@Nullable Mirror other) {
        return new Route(
                deployment, revision, backends, stickyBy, overrideHeader, timeoutMillis, failover, other, automation);
    }

    /** The same route in all but who decides; null: the machine does. */
    public Route withAutomation(@Nullable Automation other) {
        return new Route(
                deployment, revision, backends, stickyBy, overrideHeader, timeoutMillis, failover, mirror, other);
    }
}
