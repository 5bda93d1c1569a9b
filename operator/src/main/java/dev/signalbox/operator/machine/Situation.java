package dev.signalbox.operator.machine;

import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.CanaryStep;
import dev.signalbox.operator.plan.Durations;
import dev.signalbox.operator.plan.OnDeadline;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A state, what is seen in it and the plan that holds: what a phase decides by, and the moves that it may choose from. */
record Situation(RolloutState state, Observation observation, RolloutPlan plan) {
    Instant now() {
        return observation.now();
    }

    Routing routing() {
        return new Routing(state, observation);
    }

    MonitorView monitor() {
        return observation.monitor();
    }

    // What is seen of the versions.

    /** Every instance of the candidate is ready, as the plan wants it. */
    boolean candidateReady() {
        VersionFacts facts = candidateFacts();
        return facts != null
                && facts.allReady()
                && facts.applied().equals(candidate().spec().fingerprint());
    }

    /** At least one instance of the candidate is ready. */
    boolean candidateServing() {
        VersionFacts facts = candidateFacts();
        return facts != null && facts.ready() > 0;
    }

    String candidateProgress() {
        return progress(candidate().spec(), candidateFacts());
    }

    String stableName() {
        Versions.Serving stable = state.versions().stable();
        return stable == null ? "none" : stable.spec().model().version().id();
    }

    /** Whether the stable version took over from another one, rather than being the first. */
    boolean replacedAnother() {
        return state.history().stream()
                .findFirst()
                .map(p ->
                        p.outcome() == Past.Outcome.Promoted && p.version().id().equals(stableName()))
                .orElse(false);
    }

    boolean stableServing() {
        VersionFacts facts = stableFacts();
        return facts != null && facts.ready() > 0;
    }

    String stableProgress() {
        Versions.Serving stable = state.versions().stable();
        return stable == null ? "nothing serves" : progress(stable.spec(), stableFacts());
    }

    private static String progress(VersionSpec spec, @Nullable VersionFacts facts) {
        if (facts == null) {
            return "version " + spec.model().version() + " is being started";
        }
        VersionFacts.Failure failure = facts.failure();
        return "version " + spec.model().version() + ": " + facts.ready() + " of "
                + spec.server().replicas() + " ready"
                + (failure == null ? "" : ", last failure: " + failure.message());
    }

    @Nullable
    VersionFacts stableFacts() {
        Versions.Serving stable = state.versions().stable();
        return stable == null
                ? null
                : observation.facts().versions().get(stable.spec().model().version());
    }

    @Nullable
    VersionFacts candidateFacts() {
        Versions.Candidate candidate = state.versions().candidate();
        return candidate == null
                ? null
                : observation.facts().versions().get(candidate.spec().model().version());
    }

    private Versions.Candidate candidate() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null) {
            throw new IllegalStateException("phase " + state.phase().name() + " needs a candidate");
        }
        return candidate;
    }

    boolean candidateDrained() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null || candidate.servingSince() == null) {
            return true;
        }
        boolean routed = state.versions().stable() == null || routing().written();
        return routed
                && routing()
                        .drained(
                                candidate.spec().model().version(),
                                state.phase().since());
    }

    // What the monitor says.

    Optional<Verdict> verdict() {
        Versions.Candidate judged = state.versions().candidate();
        return observation.monitor() instanceof MonitorView.Says says
                        && judged != null
                        && says.verdict()
                                .candidate()
                                .equals(judged.spec().model().version())
                ? Optional.of(says.verdict())
                : Optional.empty();
    }

    boolean says(Outcome outcome) {
        return verdict().map(v -> v.outcome() == outcome).orElse(false);
    }

    boolean noTraffic() {
        return verdict().map(v -> v.candidateRequests() == 0).orElse(false);
    }

    String verdictText() {
        return verdict()
                .map(v ->
                        v.outcome() + v.foremost().map(r -> ", " + r.message()).orElse(""))
                .orElse("no verdict yet");
    }

    // Deadline.

    boolean pastDeadline() {
        return now().isAfter(candidate().startedAt().plus(plan.rollout().deadline()));
    }

    boolean mustGoAtDeadline() {
        return noTraffic() || plan.rollout().onDeadline() == OnDeadline.Rollback;
    }

    /** What the deadline asks for, from a phase. */
    Move deadline(RolloutPhase at) {
        String passed = "the deadline of " + Durations.text(plan.rollout().deadline()) + " has passed: ";
        if (noTraffic()) {
            return rollBack(new Explanation(Reason.NO_TRAFFIC, passed + "no request of the candidate was ever seen"));
        }
        String last = at instanceof RolloutPhase.Canary ? verdictText() : candidateProgress();
        return plan.rollout().onDeadline() == OnDeadline.Rollback
                ? rollBack(new Explanation(Reason.DEADLINE_EXCEEDED, passed + last))
                : hold(at, Reason.DEADLINE_EXCEEDED, passed + last);
    }

    // The moves.

    String stepText(int step) {
        List<CanaryStep> steps = plan.rollout().steps();
        int shown = Math.min(step, steps.size() - 1);
        return "version " + candidate().spec().model().version() + " has "
                + steps.get(shown).weight() + " of the requests, step " + (shown + 1) + " of " + steps.size();
    }

    Move shiftTo(int step) {
        RolloutState next = state.with(
                        state.versions().withCandidate(candidate().servingFrom(now())))
                .in(new RolloutPhase.Canary(step, now(), null));
        return Move.on(next, Reason.WEIGHT_SHIFTED, stepText(step));
    }

    Move promote() {
        RolloutState next = state.with(
                        state.versions().withCandidate(candidate().servingFrom(now())))
                .in(new RolloutPhase.Promoting(now()));
        return Move.on(
                next, Reason.PROMOTING, "version " + candidate().spec().model().version() + " gets all requests");
    }

    Move goLive() {
        RolloutState next = state.with(state.versions().promote(now())).in(new RolloutPhase.Promoting(now()));
        return Move.stay(
                next, Reason.PROMOTING, "version " + candidate().spec().model().version() + " is the first to serve");
    }

    /** The candidate is stable now; from here the old one only ends its requests. */
    Move takeOver() {
        Versions.Candidate judged = candidate();
        Explanation why = new Explanation(Reason.PROMOTED, "replaces version " + stableName());
        Past past = new Past(judged.spec().model().version(), Past.Outcome.Promoted, why, judged.startedAt(), now());
        return Move.stay(
                state.with(state.versions().promote(now())).remembering(past),
                Reason.PROMOTING,
                "the old version ends its requests");
    }

    Move hold(RolloutPhase at, Reason reason, String message) {
        Explanation why = new Explanation(reason, message);
        RolloutPhase back = switch (at) {
            case RolloutPhase.Canary canary -> new RolloutPhase.Canary(canary.step(), now(), canary.acknowledgedAt());
            default -> new RolloutPhase.Preparing(now());
        };
        return Move.on(state.in(new RolloutPhase.Held(back, why, now())), reason, why.message());
    }

    /** Every request goes to stable at once; the candidate's pods are not waited for. */
    Move rollBack(Explanation why) {
        Versions.Candidate judged = candidate();
        Past past = new Past(judged.spec().model().version(), Past.Outcome.RolledBack, why, judged.startedAt(), now());
        boolean tryAgain = why.reason() == Reason.BACK_TO_STABLE;
        RolloutState next = state.with(state.versions().withRefused(tryAgain ? null : judged.spec()))
                .remembering(past)
                .in(new RolloutPhase.RollingBack(why, now()));
        return Move.on(next, why.reason(), why.message());
    }

    Move rolledBack(Explanation why) {
        RolloutState next = state.with(state.versions().withCandidate(null));
        if (why.reason() == Reason.BACK_TO_STABLE) {
            return Move.on(
                    next.in(new RolloutPhase.Stable(now())),
                    Reason.SERVING,
                    "version " + stableName() + " serves all requests");
        }
        Move done = Move.on(
                next.in(new RolloutPhase.RolledBack(why, now())),
                Reason.ROLLED_BACK,
                "version " + candidate().spec().model().version() + " is gone, version " + stableName() + " serves: "
                        + why.message());
        return new Move(done.next(), why, done.once());
    }
}
