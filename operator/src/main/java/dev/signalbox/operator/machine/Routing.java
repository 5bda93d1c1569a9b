package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.route.Route;
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
        if (candidate == null || (share.equals(Weight.NONE) && !shown())) {
            return stableBackend.map(b -> route(List.of(b)));
        }
        ModelVersion version = candidate.spec().model().version();
        Optional<Backend> judged = backend(version, BackendRole.Candidate, share);
        return stableBackend.flatMap(s -> judged.map(c -> route(List.of(s, c)).withMirror(mirror(version))));
    }

    /* Without a share it is still in the route where it gets copies, or can be asked by name. */
    private boolean shown() {
        RolloutPhase phase = state.phase().underlying();
        boolean visible = phase instanceof RolloutPhase.Shadowing || phase instanceof RolloutPhase.Preview;
        return visible && candidateReady() > 0;
    }

    private @Nullable Mirror mirror(ModelVersion version) {
        RolloutPlan plan = seen.acceptance().plan();
        return plan != null && state.phase().underlying() instanceof RolloutPhase.Shadowing
                ? new Mirror(version, plan.rollout().shadow().percent())
                : null;
    }

    private int candidateReady() {
        Versions.Candidate candidate = state.versions().candidate();
        VersionFacts facts = candidate == null
                ? null
                : seen.facts().versions().get(candidate.spec().model().version());
        return facts == null ? 0 : facts.ready();
    }

    /** The candidate's share: of the phase, and only while the candidate has the ready instances to send it to. */
    Weight share() {
        Weight due = due();
        RolloutPlan plan = seen.acceptance().plan();
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null || candidateReady() == 0 || plan == null) {
            return Weight.NONE;
        }
        /* What it has it keeps as long as one instance is ready; what it does not have yet, or lost, needs enough of them. */
        Weight before = Optional.ofNullable(seen.facts().route())
                .flatMap(r -> r.backend(candidate.spec().model().version()))
                .map(Backend::weight)
                .orElse(Weight.NONE);
        boolean enough = candidateReady() >= new Sizing(state, seen, plan).forShare(due);
        return due.compareTo(before) <= 0 || enough ? due : before;
    }

    private Weight due() {
        RolloutPlan plan = seen.acceptance().plan();
        return switch (state.phase().underlying()) {
            case RolloutPhase.Canary canary
            when plan != null -> plan.rollout().canary().step(canary.step()).weight();
            case RolloutPhase.Cutover cutover -> Weight.ALL;
            case RolloutPhase.Promoting promoting -> Weight.ALL;
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
                        rules.failover())
                .withAutomation(new Raising(seen).inForce());
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
