package dev.signalbox.operator.machine;

import dev.signalbox.api.Weight;
import dev.signalbox.operator.plan.CandidateReplicas;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.Strategy;
import java.util.stream.Stream;

/** How many instances a candidate needs: before it gets a share, it has the instances for it. */
record Sizing(RolloutState state, Observation seen, RolloutPlan plan) {
    /** The server of the candidate as it should run now. A version that has requests, or may have some, never gets fewer. */
    ServerPlan server() {
        return plan.server().withReplicas(candidate());
    }

    int candidate() {
        int full = full();
        Versions.Candidate judged = state.versions().candidate();
        int now = Stream.concat(
                        Stream.ofNullable(judged).map(Versions.Candidate::spec),
                        state.versions().retiring().stream().map(Versions.Serving::spec))
                .filter(running -> running.model().equals(plan.model()))
                .mapToInt(running -> running.server().replicas())
                .max()
                .orElse(0);
        return Math.min(full, Math.max(now, needed(full)));
    }

    /* Where load decides, stable shows how many it takes. */
    private int full() {
        Versions.Serving stable = state.versions().stable();
        VersionFacts facts = stable == null
                ? null
                : seen.facts().versions().get(stable.spec().model().version());
        return plan.server().full(facts == null ? 0 : facts.desired());
    }

    private int needed(int full) {
        boolean whole = plan.rollout().canary().replicas() == CandidateReplicas.Full
                || state.versions().stable() == null;
        if (whole) {
            return full;
        }
        return switch (state.phase().underlying()) {
            case RolloutPhase.Canary canary -> share(full, canary.goingTo() == null ? canary.step() : canary.goingTo());
            case RolloutPhase.Shadowing s -> full;
            case RolloutPhase.Preview p -> full;
            case RolloutPhase.Cutover c -> full;
            case RolloutPhase.Promoting p -> full;
            default -> plan.rollout().strategy() == Strategy.Canary ? share(full, 0) : full;
        };
    }

    private int share(int full, int step) {
        var steps = plan.rollout().steps();
        return share(full, step < steps.size() ? steps.get(step).weight() : Weight.ALL);
    }

    /** How many instances a share needs that is sent to the candidate. */
    int forShare(Weight weight) {
        return share(full(), weight);
    }

    private static int share(int full, Weight weight) {
        long parts = (long) full * weight.basisPoints();
        return (int) Math.max(1, Math.ceilDiv(parts, Weight.ALL.basisPoints()));
    }
}
