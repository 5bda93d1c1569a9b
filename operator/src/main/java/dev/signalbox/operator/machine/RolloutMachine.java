package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.RolloutRules;
import dev.signalbox.operator.plan.RoutingRules;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from a state and an observation.
 *
 * <p>The state that follows is to be made durable before any effect is carried out. Effects are what the world lacks to be as
 * that state asks for: killed between any two of them, an operator that starts again sees what is still lacking, and goes on.
 */
public final class RolloutMachine {
    private RolloutMachine() {}

    /** The decision; the same for the same arguments, always. */
    public static Decision decide(RolloutState state, Observation seen) {
        if (seen.facts().document().deleting()) {
            return Deletion.decide(state, seen);
        }
        RolloutPlan plan = seen.acceptance().plan();
        if (plan == null) {
            return finish(state.phase().decide(new Situation(state, seen, unplanned())), seen);
        }
        RolloutState current = retire(adopt(state, seen, plan), seen);
        Situation situation = new Situation(current, seen, plan);
        Move move = new Target(situation).move().orElseGet(() -> asked(situation));
        return finish(move, seen);
    }

    /* A person's command is answered once: with the state that follows, its answer is durable. */
    private static Move asked(Situation situation) {
        RolloutState current = situation.state();
        return Commands.fresh(current, situation.observation())
                .map(text -> Commands.answer(
                        situation,
                        text,
                        noted -> noted.phase().decide(new Situation(noted, situation.observation(), situation.plan()))))
                .orElseGet(() -> current.phase().decide(situation));
    }

    /* Only Pending has no plan, and it asks for nothing of it. */
    private static RolloutPlan unplanned() {
        return new RolloutPlan(
                new ModelArtifact(new ModelVersion("none"), "/", null),
                ServerPlan.DEFAULT,
                RolloutRules.DEFAULT,
                RoutingRules.DEFAULT,
                List.of(),
                null);
    }

    /** Takes over what a new spec says about versions that run; one that tries something else may try again. */
    private static RolloutState adopt(RolloutState state, Observation seen, RolloutPlan plan) {
        ServerPlan sized = new Sizing(state, seen, plan).server();
        RolloutState next = state.with(state.versions().withServer(plan.model(), plan.server(), sized));
        var spec = seen.acceptance().spec();
        if (!seen.acceptance().accepted() || spec == null || spec.equals(state.accepted())) {
            return next;
        }
        boolean triesAnew = Optional.ofNullable(state.accepted())
                .flatMap(last -> RolloutPlan.of(last).accepted())
                .map(last -> !last.triesTheSameAs(plan))
                .orElse(false);
        next = next.accepting(spec);
        return triesAnew ? next.with(next.versions().withRefused(null)) : next;
    }

    /** Lets go of the versions that have drained. */
    private static RolloutState retire(RolloutState state, Observation seen) {
        Routing routing = new Routing(state, seen);
        boolean settled = state.versions().stable() == null || routing.written();
        List<Versions.Serving> left = state.versions().retiring().stream()
                .filter(v -> !(settled && routing.drained(v.spec().model().version(), v.since())))
                .toList();
        return state.with(state.versions().withRetiring(left));
    }

    private static Decision finish(Move move, Observation seen) {
        RolloutState next = move.next();
        List<Effect> effects = new ArrayList<>();
        RolloutPlan plan = seen.acceptance().plan();
        Retraining.Step retraining =
                plan == null ? new Retraining.Step(next.retraining(), List.of()) : Retraining.after(next, seen, plan);
        boolean retrains = !retraining.next().equals(next.retraining())
                || retraining.next().underWay();
        next = next.with(retraining.next());
        Routing routing = new Routing(next, seen);
        Optional<Route> wanted = routing.wanted();
        if (wanted.isPresent() && !routing.written()) {
            Route now = seen.facts().route();
            long revision = Math.max(next.route().revision(), now == null ? 0 : now.revision()) + 1;
            effects.add(new Effect.WriteRoute(wanted.get().withRevision(revision)));
            next = next.with(new RouteMemory(revision, seen.now()));
        }
        ensure(next, seen, effects);
        removeLeftovers(next, seen, effects);
        effects.addAll(move.once());
        effects.addAll(retraining.effects());
        refusal(seen).ifPresent(effects::add);
        boolean quiet = next.phase() instanceof RolloutPhase.Stable
                || next.phase() instanceof RolloutPhase.RolledBack
                || next.phase() instanceof RolloutPhase.Pending;
        return new Decision(
                next,
                effects,
                move.why(),
                quiet
                        && !retrains
                        && new Raising(seen).obstacle().isEmpty()
                        && effects.isEmpty()
                        && next.versions().retiring().isEmpty());
    }

    /* Told once: when the condition in the status does not say it yet. */
    private static Optional<Effect> refusal(Observation seen) {
        Explanation why = seen.acceptance().why();
        ModelDeploymentStatus status = seen.facts().document().status();
        boolean told = status != null
                && Conditions.of(status, "Accepted")
                        .map(c -> why.reason().word().equals(c.reason())
                                && why.message().equals(c.message()))
                        .orElse(false);
        return seen.acceptance().accepted() || told
                ? Optional.empty()
                : Optional.of(new Effect.Announce(why.reason(), why.message()));
    }

    private static void ensure(RolloutState state, Observation seen, List<Effect> effects) {
        Versions versions = state.versions();
        if (versions.stable() != null) {
            ensure(versions.stable().spec(), seen, effects);
        }
        if (versions.candidate() != null && !(state.phase() instanceof RolloutPhase.RollingBack)) {
            ensure(versions.candidate().spec(), seen, effects);
        }
    }

    private static void ensure(VersionSpec version, Observation seen, List<Effect> effects) {
        @Nullable
        VersionFacts facts = seen.facts().versions().get(version.model().version());
        if (facts == null || !facts.applied().equals(version.fingerprint())) {
            effects.add(new Effect.EnsureVersion(version));
        }
    }

    /* What runs without a place in the state has drained before it lost that place, in this life of the operator or an
     * earlier one; unless the route still has it, which only somebody else can have written. */
    private static void removeLeftovers(RolloutState state, Observation seen, List<Effect> effects) {
        Route route = seen.facts().route();
        seen.facts().versions().keySet().stream()
                .sorted()
                .filter(version -> !state.versions().has(version))
                .filter(version -> route == null || route.backend(version).isEmpty())
                .forEach(version -> effects.add(new Effect.RemoveVersion(version)));
    }
}
