package dev.signalbox.operator.machine;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, its routers and its monitor in virtual time: pods take a while, routers apply late, the operator is killed
 * between any two effects. What must never happen is checked at every route that is written and every version that is
 * removed. The story of a run is kept for whoever has to understand it.
 */
final class SimulatedWorld {
    static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** A version that runs: what of, and since when. */
    private record Pod(VersionSpec spec, Instant startedAt) {}

    private static final class Router {
        private @Nullable Route applied;
        private final Map<ModelVersion, Instant> busyUntil = new HashMap<>();
    }

    private final Random chance;
    private final double killing;
    final List<String> story = new ArrayList<>();
    final Set<String> harmful = new HashSet<>();
    final Set<String> unloadable = new HashSet<>();
    private final Map<ModelVersion, Pod> pods = new TreeMap<>();
    private final List<Router> routers = List.of(new Router(), new Router());
    private Instant now = BEGIN;
    private @Nullable ModelDeploymentSpec spec;
    private @Nullable ModelDeploymentStatus status;
    private @Nullable Route route;
    private long generation;
    boolean monitorAway;
    boolean deleting;
    boolean forgotten;

    SimulatedWorld(long seed, double killing) {
        this.chance = new Random(seed);
        this.killing = killing;
    }

    void submit(ModelDeploymentSpec next) {
        spec = next;
        generation++;
        tell("user asks for " + next.model().version());
    }

    void tick() {
        now = now.plusMillis(500 + chance.nextInt(500));
        for (Router router : routers) {
            route(router);
        }
        operate();
    }

    /** A router picks the route up late, and sends a request everywhere that it may. */
    private void route(Router router) {
        if (chance.nextInt(3) == 0) {
            router.applied = route;
        }
        Route applied = router.applied;
        if (applied == null) {
            return;
        }
        for (Backend backend : applied.backends()) {
            if (backend.weight().compareTo(Weight.NONE) > 0) {
                Pod pod = pods.get(backend.version());
                check(pod != null, "a router sends requests to " + backend.version() + ", of which nothing runs");
                router.busyUntil.put(backend.version(), now.plusSeconds(1));
            }
        }
    }

    private void operate() {
        if (forgotten || spec == null) {
            return;
        }
        RolloutState state = StatusReader.state(status, now);
        var document = new DeploymentFacts.Document(generation, deleting, spec, List.of(), status);
        DeploymentFacts facts = new DeploymentFacts(NAME, document, versions(), route);
        Acceptance acceptance = Acceptance.of(state, document);
        MonitorView monitor =
                Question.of(state, NAME, acceptance).map(this::answer).orElseGet(MonitorView.NotAsked::new);
        Observation seen = new Observation(now, facts, acceptance, views(), monitor);
        Decision decision = RolloutMachine.decide(state, seen);
        if (killed()) {
            return;
        }
        ModelDeploymentStatus fresh = StatusReport.of(seen, decision);
        check(StatusReader.state(fresh, now).equals(decision.next()), "status loses state: " + decision.next());
        if (StatusReport.worthWriting(status, fresh, now)) {
            if (status == null || !fresh.phase().equals(status.phase())) {
                tell("phase " + fresh.phase() + ": " + fresh.message());
            }
            status = fresh;
        }
        for (Effect effect : decision.effects()) {
            if (killed()) {
                return;
            }
            apply(effect);
        }
    }

    private boolean killed() {
        boolean dies = chance.nextDouble() < killing;
        if (dies) {
            tell("operator is killed");
        }
        return dies;
    }

    private Map<ModelVersion, VersionFacts> versions() {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        pods.forEach((version, pod) -> {
            boolean broken = unloadable.contains(version.id());
            boolean ready = !broken && !now.isBefore(pod.startedAt().plusSeconds(3));
            int replicas = pod.spec().server().replicas();
            facts.put(
                    version,
                    new VersionFacts(
                            pod.spec().fingerprint(),
                            replicas,
                            ready ? replicas : 0,
                            new Address.OfService("loan-" + version, 8080),
                            broken ? new VersionFacts.Failure(1, "model.pt is not there", true) : null));
        });
        return facts;
    }

    private List<RouterView> views() {
        List<RouterView> views = new ArrayList<>();
        for (int i = 0; i < routers.size(); i++) {
            Router router = routers.get(i);
            if (chance.nextInt(20) == 0) {
                views.add(new RouterView.Silent("router-" + i));
                continue;
            }
            Map<ModelVersion, Long> inFlight = new HashMap<>();
            router.busyUntil.forEach((version, until) -> inFlight.put(version, now.isBefore(until) ? 1L : 0L));
            long revision = router.applied == null ? 0 : router.applied.revision();
            views.add(new RouterView.Reports("router-" + i, revision, inFlight));
        }
        return views;
    }

    private MonitorView answer(Question question) {
        if (monitorAway) {
            return new MonitorView.Away("it is away");
        }
        boolean enough = now.isAfter(question.since().plusSeconds(10));
        boolean bad = harmful.contains(question.candidate().id());
        Outcome outcome = !enough ? Outcome.Hold : bad ? Outcome.Rollback : Outcome.Promote;
        return new MonitorView.Says(new Verdict(
                Verdict.VERSION,
                NAME,
                question.candidate(),
                question.stable(),
                1,
                question.since(),
                now,
                null,
                enough ? 100 : 1,
                100,
                outcome,
                List.of()));
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.EnsureVersion ensure -> {
                Pod before = pods.get(ensure.version().model().version());
                pods.put(
                        ensure.version().model().version(),
                        new Pod(ensure.version(), before == null ? now : before.startedAt()));
            }
            case Effect.RemoveVersion remove -> {
                tell("version " + remove.version() + " is removed");
                for (Router router : routers) {
                    boolean routed = router.applied != null
                            && router.applied.backend(remove.version()).isPresent();
                    check(!routed, "version " + remove.version() + " is removed while a router sends to it");
                    check(
                            !now.isBefore(router.busyUntil.getOrDefault(remove.version(), BEGIN)),
                            "version " + remove.version() + " is removed with a request under way");
                }
                pods.remove(remove.version());
            }
            case Effect.WriteRoute write -> writeRoute(write.route());
            case Effect.RemoveRoute remove -> route = null;
            case Effect.Forget forget -> {
                check(route == null && pods.isEmpty(), "forgotten with something left");
                forgotten = true;
            }
            case Effect.Announce announce -> {}
            case Effect.PutPolicy policy -> {}
        }
    }

    private void writeRoute(Route next) {
        check(route == null || next.revision() > route.revision(), "the revision does not grow");
        int sum =
                next.backends().stream().mapToInt(b -> b.weight().basisPoints()).sum();
        check(sum == 10_000, "weights sum to " + sum);
        Map<ModelVersion, VersionFacts> facts = versions();
        for (Backend backend : next.backends()) {
            boolean sends = backend.weight().compareTo(Weight.NONE) > 0;
            VersionFacts version = facts.get(backend.version());
            check(
                    !sends || (version != null && version.ready() > 0),
                    "the route sends requests to " + backend.version() + ", which is not ready");
        }
        check(next.stable().isPresent() && next.stable().get().role() == BackendRole.Stable, "no stable");
        tell("route " + next.revision() + ": "
                + next.backends().stream()
                        .map(b -> b.version() + "=" + b.weight())
                        .toList());
        route = next;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\n" + String.join("\n", story));
        }
    }

    void tell(String line) {
        story.add("%8.1f s  %s".formatted(Duration.between(BEGIN, now).toMillis() / 1000.0, line));
    }

    /** How it ended: what users and routers see. */
    String end() {
        String weights = route == null
                ? "no route"
                : route.backends().stream()
                        .map(b -> b.version() + "=" + b.weight())
                        .toList()
                        .toString();
        return forgotten
                ? "gone"
                : (status == null ? "nothing" : status.phase()) + " " + weights + " running " + pods.keySet();
    }
}
