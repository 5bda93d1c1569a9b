package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.plan.CanaryStep;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.RoutingRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The route that a state asks for, and how far the routers are with the one that is written. */
record Routing(RolloutState state, Observation seen) {
    /** How long a router that does not answer is waited for after a change. */
    static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    /** How long a version may drain beyond the longest request. */
    static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

    /** The route as it should read, with the present revision; empty where it should be left as it is. */
    Optional<Route> wanted() {
        Versions.Serving stable = state.versions().stable();
        if (stable == null) {
            return Optional.empty();
        }
        Weight share = share();
        Optional<Backend> stableBackend = backend(stable.spec().model().version(), BackendRole.Stable, share.rest());
        Versions.Candidate candidate = state.versions().candidate();
        if (share.equals(Weight.NONE) || candidate == null) {
            return stableBackend.map(b -> route(List.of(b)));
        }
        Optional<Backend> judged = backend(candidate.spec().model().version(), BackendRole.Candidate, share);
        return stableBackend.flatMap(s -> judged.map(c -> route(List.of(s, c))));
    }

    /** The candidate's share: of the phase, and only while the candidate has a ready instance to send it to. */
    Weight share() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null) {
            return Weight.NONE;
        }
        VersionFacts facts =
                seen.facts().versions().get(candidate.spec().model().version());
        return facts != null && facts.ready() > 0 ? share(state.phase()) : Weight.NONE;
    }

    private Weight share(RolloutPhase phase) {
        RolloutPlan plan = seen.acceptance().plan();
        return switch (phase) {
            case RolloutPhase.Canary canary
            when plan != null -> {
                List<CanaryStep> steps = plan.rollout().steps();
                yield steps.get(Math.min(canary.step(), steps.size() - 1)).weight();
            }
            case RolloutPhase.Promoting promoting -> Weight.ALL;
            case RolloutPhase.Held held -> share(held.at());
            default -> Weight.NONE;
        };
    }

    private Route route(List<Backend> backends) {
        RolloutPlan plan = seen.acceptance().plan();
        RoutingRules rules = plan == null ? RoutingRules.DEFAULT : plan.routing();
        return new Route(
                seen.facts().name(),
                Math.max(1, state.route().revision()),
                backends,
                rules.stickyBy(),
                rules.overrideHeader(),
                rules.timeout().toMillis(),
                rules.failover());
    }

    /* A version without a ready instance keeps the address it had: routers answer its requests otherwise or with 503, and
     * a route that points nowhere would help nobody. */
    private Optional<Backend> backend(ModelVersion version, BackendRole role, Weight weight) {
        VersionFacts facts = seen.facts().versions().get(version);
        Optional<Backend> before = Optional.ofNullable(seen.facts().route()).flatMap(r -> r.backend(version));
        if (facts == null) {
            return before.map(b -> at(b, role, weight));
        }
        return switch (facts.address()) {
            case Address.OfService service ->
                Optional.of(Backend.ofService(version, role, service.name(), service.port(), weight));
            case Address.OfEndpoints found when found.endpoints().isEmpty() -> before.map(b -> at(b, role, weight));
            case Address.OfEndpoints found ->
                Optional.of(Backend.ofEndpoints(version, role, found.endpoints(), weight));
        };
    }

    private static Backend at(Backend before, BackendRole role, Weight weight) {
        return new Backend(before.version(), role, before.service(), before.port(), weight, before.endpoints());
    }

    /** Whether the written route reads as it should. */
    boolean written() {
        Route now = seen.facts().route();
        return now != null
                && wanted().map(w -> w.withRevision(now.revision()).equals(now)).orElse(false);
    }

    /** Whether every router applies the route as it should read; one that is silent for long does not count. */
    boolean acknowledged() {
        return written() && behind().isEmpty();
    }

    /** The routers that are not there yet. */
    List<String> behind() {
        Route now = seen.facts().route();
        long revision = now == null ? Long.MAX_VALUE : now.revision();
        return seen.routers().stream()
                .filter(r -> switch (r) {
                    case RouterView.Reports reports -> reports.revision() < revision;
                    case RouterView.Silent silent -> withinSilenceLimit();
                })
                .map(RouterView::router)
                .toList();
    }

    /** Who is waited for, for people. */
    String waitingFor() {
        Route now = seen.facts().route();
        return !written() || now == null
                ? "the route is being written"
                : "waiting for routers to apply revision " + now.revision() + ": "
                        + behind().stream().limit(10).collect(Collectors.joining(", "));
    }

    /** Whether no request can reach a version any more, and none that did is still under way. */
    boolean drained(ModelVersion version, Instant since) {
        Route now = seen.facts().route();
        if (now != null && now.backend(version).isPresent()) {
            return false;
        }
        if (!behind().isEmpty() && now != null) {
            return false;
        }
        return underWay(version) == 0 || overdue(since);
    }

    private long underWay(ModelVersion version) {
        return seen.routers().stream()
                .mapToLong(r -> switch (r) {
                    case RouterView.Reports reports -> reports.inFlight().getOrDefault(version, 0L);
                    case RouterView.Silent silent -> withinSilenceLimit() ? 1 : 0;
                })
                .sum();
    }

    /* The clock of a drain starts with the route that took the version away, which may be younger than the decision. */
    private boolean overdue(Instant since) {
        Instant changed = state.route().changedAt();
        Instant start = changed != null && changed.isAfter(since) ? changed : since;
        RolloutPlan plan = seen.acceptance().plan();
        Duration longest =
                plan == null ? RoutingRules.DEFAULT.timeout() : plan.routing().timeout();
        return seen.now().isAfter(start.plus(DRAIN_LIMIT).plus(longest));
    }

    private boolean withinSilenceLimit() {
        @Nullable Instant changed = state.route().changedAt();
        return changed != null && !seen.now().isAfter(changed.plus(SILENCE_LIMIT));
    }
}
