package dev.signalbox.operator.machine;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
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
import org.jspecify.annotations.Nullable;

/**
 * A cluster, its routers and its monitor in virtual time: pods take a while, routers apply late, the operator is killed
 * between any two effects. What must never happen is checked at every route that is written, every request that a router
 * sends, and every version that is scaled down or removed. The story of a run is kept for whoever has to understand it.
 */
final class SimulatedWorld {
    static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** What goes wrong by chance, and how often: each is a probability per look. */
    record Faults(double kill, double pause, double stumble, double monitorAway, double lostAnswer) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0);
    }

    private static final class Router {
        private @Nullable Route applied;
        private final Map<ModelVersion, Instant> busyUntil = new HashMap<>();
    }

    private final Random chance;
    private final Faults faults;
    private final int killAt;
    private int killPoints;
    final List<String> story = new ArrayList<>();
    final SimulatedPods pods = new SimulatedPods();
    final SimulatedTrainings trainings = new SimulatedTrainings();
    final Set<String> harmful = new HashSet<>();
    final Set<String> harmfulWhenLive = new HashSet<>();
    final Set<String> failingSmoke = new HashSet<>();
    private final List<Router> routers = List.of(new Router(), new Router());
    private Instant now = BEGIN;
    private Instant apiBackAt = BEGIN;
    private Instant monitorBackAt = BEGIN;
    private @Nullable ModelDeploymentSpec spec;
    private @Nullable ModelDeploymentStatus status;
    private @Nullable Route route;
    private @Nullable String command;
    private long generation;
    private boolean live;
    boolean monitorAway;
    boolean deleting;
    boolean forgotten;

    /** A world in which chance decides what goes wrong. */
    SimulatedWorld(long seed, Faults faults) {
        this(seed, faults, -1);
    }

    /** The operator is killed at exactly this one of the places where it can be. */
    SimulatedWorld(long seed, Faults faults, int killAt) {
        this.chance = new Random(seed);
        this.faults = faults;
        this.killAt = killAt;
    }

    void submit(ModelDeploymentSpec next) {
        spec = next;
        generation++;
        tell("user asks for " + next.model().version());
    }

    void command(String text) {
        command = text;
        tell("user says " + text);
    }

    String phase() {
        return status == null ? "" : status.phase();
    }

    @Nullable
    ModelDeploymentStatus status() {
        return status;
    }

    boolean answered(String text) {
        return status != null
                && status.command() != null
                && text.equals(status.command().text());
    }

    int killPoints() {
        return killPoints;
    }

    void tick() {
        now = now.plusMillis(500 + chance.nextInt(500));
        goWrong();
        for (Router router : routers) {
            route(router);
        }
        if (!now.isBefore(apiBackAt)) {
            operate();
        }
    }

    private void goWrong() {
        if (happens(faults.pause())) {
            apiBackAt = now.plusSeconds(1 + chance.nextInt(10));
            tell("the API server is away until %s".formatted(at(apiBackAt)));
        }
        if (happens(faults.monitorAway())) {
            monitorBackAt = now.plusSeconds(1 + chance.nextInt(10));
            tell("the monitor is away until %s".formatted(at(monitorBackAt)));
        }
        if (happens(faults.stumble()) && !pods.versions().isEmpty()) {
            ModelVersion version = List.copyOf(pods.versions())
                    .get(chance.nextInt(pods.versions().size()));
            Instant until = now.plusSeconds(1 + chance.nextInt(6));
            pods.stumble(version, until);
            tell("pods of %s are not ready until %s".formatted(version, at(until)));
        }
    }

    /* No draw where nothing can happen: so a run without a fault is the same whatever its other faults. */
    private boolean happens(double probability) {
        return probability > 0 && chance.nextDouble() < probability;
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
        int capacity = 0;
        for (Backend backend : applied.backends()) {
            boolean mirrored =
                    applied.mirror() != null && applied.mirror().version().equals(backend.version());
            if (backend.weight().compareTo(Weight.NONE) > 0 || mirrored) {
                check(
                        pods.has(backend.version()),
                        "a router sends to " + backend.version() + ", of which nothing runs");
                router.busyUntil.put(backend.version(), now.plusSeconds(1));
            }
            capacity += pods.count(backend.version());
        }
        check(capacity > 0, "nobody serves");
    }

    private void operate() {
        if (forgotten || spec == null) {
            return;
        }
        RolloutState state = StatusReader.state(status, now);
        var document = new DeploymentFacts.Document(generation, deleting, spec, List.of(), status, command);
        DeploymentFacts facts = new DeploymentFacts(NAME, document, pods.facts(now), route, trainings.facts(now));
        Acceptance acceptance = Acceptance.of(state, document);
        MonitorView monitor =
                Question.of(state, NAME, acceptance).map(this::answer).orElseGet(MonitorView.NotAsked::new);
        Observation seen = new Observation(
                now, facts, acceptance, views(), monitor, smoke(state), trainings.view(state, acceptance, now));
        Decision decision = RolloutMachine.decide(state, seen);
        ModelDeploymentStatus fresh = StatusReport.of(seen, decision);
        check(StatusReader.state(fresh, now).equals(decision.next()), "status loses state: " + decision.next());
        boolean writes = StatusReport.worthWriting(status, fresh, now);
        /* A look that does nothing cannot be killed in the middle. */
        if ((writes || !decision.effects().isEmpty()) && killed()) {
            return;
        }
        if (writes) {
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
        boolean dies = killPoints++ == killAt || happens(faults.kill());
        if (dies) {
            tell("operator is killed");
        }
        return dies;
    }

    private List<RouterView> views() {
        List<RouterView> views = new ArrayList<>();
        for (int i = 0; i < routers.size(); i++) {
            Router router = routers.get(i);
            if (happens(faults.lostAnswer())) {
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
        if (monitorAway || now.isBefore(monitorBackAt)) {
            return new MonitorView.Away("it is away");
        }
        String candidate = plain(question.candidate().id());
        boolean enough = now.isAfter(question.since().plusSeconds(10));
        boolean bad = harmful.contains(candidate)
                || (question.stage() instanceof Question.Stage.Live && harmfulWhenLive.contains(candidate));
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

    private SmokeView smoke(RolloutState state) {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null || !SmokeView.due(state)) {
            return new SmokeView.Unknown("none were sent");
        }
        ModelVersion version = candidate.spec().model().version();
        if (pods.ready(version, now) == 0 || happens(faults.lostAnswer())) {
            return new SmokeView.Unknown("nobody answers");
        }
        return failingSmoke.contains(version.id())
                ? new SmokeView.Failed("500: out of memory")
                : new SmokeView.Passed("1 output(s)");
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.EnsureVersion ensure -> {
                ModelVersion version = ensure.version().model().version();
                boolean fewer = ensure.version().server().replicas() < pods.count(version);
                check(!fewer || !routed(version), "version " + version + " is scaled down while a router sends to it");
                pods.ensure(ensure.version(), now);
            }
            case Effect.RemoveVersion remove -> {
                tell("version " + remove.version() + " is removed");
                check(!routed(remove.version()), "version " + remove.version() + " is removed while a router has it");
                for (Router router : routers) {
                    check(
                            !now.isBefore(router.busyUntil.getOrDefault(remove.version(), BEGIN)),
                            "version " + remove.version() + " is removed with a request under way");
                }
                pods.remove(remove.version());
            }
            case Effect.WriteRoute write -> writeRoute(write.route());
            case Effect.RemoveRoute remove -> {
                check(deleting, "the route is removed");
                route = null;
            }
            case Effect.Forget forget -> {
                check(
                        route == null
                                && pods.versions().isEmpty()
                                && trainings.facts(now).isEmpty(),
                        "forgotten with something left");
                forgotten = true;
            }
            case Effect.Announce announce -> {}
            case Effect.StartTraining start -> {
                tell("training " + start.order().training().key());
                String wrong = trainings.start(start.order(), now);
                check(wrong.isEmpty(), wrong);
            }
            case Effect.StopTraining stop -> trainings.stop(stop.training());
            case Effect.PutPolicy policy -> {}
        }
    }

    private boolean routed(ModelVersion version) {
        return routers.stream()
                .anyMatch(r -> r.applied != null && r.applied.backend(version).isPresent());
    }

    private void writeRoute(Route next) {
        check(route == null || next.revision() > route.revision(), "the revision does not grow");
        int sum =
                next.backends().stream().mapToInt(b -> b.weight().basisPoints()).sum();
        check(sum == 10_000, "weights sum to " + sum);
        for (Backend backend : next.backends()) {
            Weight before = route == null
                    ? Weight.NONE
                    : route.backend(backend.version()).map(Backend::weight).orElse(Weight.NONE);
            boolean sends = backend.weight().compareTo(Weight.NONE) > 0;
            boolean stable = backend.role() == BackendRole.Stable;
            int ready = pods.ready(backend.version(), now);
            /* A stable that stumbles keeps its requests: there is nobody else to send them to. */
            check(!sends || ready > 0 || (stable && live), "the route sends to " + backend.version() + ", not ready");
            boolean grows = !stable && backend.weight().compareTo(before) > 0;
            int needed = Math.ceilDiv(full() * backend.weight().basisPoints(), 10_000);
            check(!grows || ready >= needed, backend.version() + " gets " + backend.weight() + " with " + ready);
        }
        tell("route " + next.revision() + ": "
                + next.backends().stream()
                        .map(b -> b.version() + "=" + b.weight())
                        .toList()
                + (next.mirror() == null ? "" : " copies to " + next.mirror().version()));
        route = next;
        live = true;
    }

    private int full() {
        Integer replicas =
                spec == null || spec.server() == null ? null : spec.server().replicas();
        return replicas == null ? 1 : replicas;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\n" + String.join("\n", story));
        }
    }

    void tell(String line) {
        story.add("%s  %s".formatted(at(now), line));
    }

    private static String at(Instant time) {
        return "%8.1f s".formatted(Duration.between(BEGIN, time).toMillis() / 1000.0);
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
                : plain((status == null ? "nothing" : status.phase()) + " " + weights + " running " + pods.versions()
                        + trained());
    }

    /** What became of the last training. */
    String outcome() {
        return status == null
                        || status.retraining() == null
                        || status.retraining().history() == null
                ? ""
                : status.retraining().history().getFirst().outcome();
    }

    private String trained() {
        boolean runs = status != null
                && status.retraining() != null
                && status.retraining().active() != null;
        return runs ? " training" : outcome().isEmpty() ? "" : " trained " + outcome();
    }

    /* When a version was made differs from run to run. */
    private static String plain(String text) {
        return text.replaceAll("-[0-9]{14}", "-new");
    }
}
