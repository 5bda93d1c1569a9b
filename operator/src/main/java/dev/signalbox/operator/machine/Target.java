package dev.signalbox.operator.machine;

import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import java.util.Optional;

/** What comes before any phase: which version is asked for now, and whether the candidate must go. */
record Target(Situation seen) {
    private static final int MOST_CRASHES = 3;

    /** The move that must be made whatever the phase, if there is one. */
    Optional<Move> move() {
        RolloutState state = seen.state();
        Versions versions = state.versions();
        ModelArtifact asked = seen.plan().model();
        Versions.Candidate candidate = versions.candidate();
        boolean isStable =
                versions.stable() != null && versions.stable().spec().model().equals(asked);
        if (candidate != null && candidate.spec().model().equals(asked)) {
            return state.phase() instanceof RolloutPhase.RollingBack ? Optional.empty() : failure();
        }
        if (isStable) {
            return backToStable();
        }
        boolean refused =
                versions.refused() != null && versions.refused().model().equals(asked);
        boolean full = versions.retiring().size() >= Versions.MOST_RETIRING;
        if (refused || full) {
            return Optional.empty();
        }
        /* A candidate that has every request is what serves: the next one is compared with it. */
        boolean serves = candidate != null && state.phase().underlying() instanceof RolloutPhase.Cutover;
        return Optional.of(serves ? seen.moves().takeOver() : begin());
    }

    /** Whether the candidate has shown that it must go: by itself, or by the monitor's word. */
    private Optional<Move> failure() {
        VersionFacts facts = seen.candidateFacts();
        VersionFacts.Failure failure = facts == null ? null : facts.failure();
        String wanted = seen.candidate().spec().fingerprint();
        if (facts != null && failure != null && facts.applied().equals(wanted)) {
            if (failure.permanent()) {
                return Optional.of(
                        seen.moves().rollBack(new Explanation(Reason.CANDIDATE_BROKEN, text() + failure.message())));
            }
            if (failure.crashes() >= MOST_CRASHES) {
                return Optional.of(seen.moves()
                        .rollBack(new Explanation(
                                Reason.CANDIDATE_CRASHING,
                                text() + "crashed " + failure.crashes() + " times, last: " + failure.message())));
            }
        }
        return seen.says(Outcome.Rollback)
                ? Optional.of(
                        seen.moves().rollBack(new Explanation(Reason.VERDICT_ROLLBACK, text() + seen.verdictText())))
                : Optional.empty();
    }

    private String text() {
        return "version " + seen.plan().model().version() + ": ";
    }

    private Optional<Move> backToStable() {
        RolloutState state = seen.state();
        Versions versions = state.versions();
        if (versions.candidate() != null) {
            return state.phase() instanceof RolloutPhase.RollingBack
                    ? Optional.empty()
                    : Optional.of(seen.moves()
                            .rollBack(new Explanation(
                                    Reason.BACK_TO_STABLE,
                                    "the spec asks for version " + seen.stableName() + " again")));
        }
        if (state.phase() instanceof RolloutPhase.RolledBack) {
            return Optional.of(Move.stay(
                    state.with(versions.withRefused(null)).in(new RolloutPhase.Stable(seen.now())),
                    Reason.SERVING,
                    "version " + seen.stableName() + " serves all requests"));
        }
        return Optional.empty();
    }

    /** The version that the spec asks for is started, whatever was there before. */
    Move begin() {
        RolloutState state = seen.state();
        RolloutPlan plan = seen.plan();
        Versions.Candidate old = state.versions().candidate();
        RolloutState prepared =
                state.with(state.versions().withCandidate(null)).in(new RolloutPhase.Preparing(seen.now()));
        VersionSpec wanted = new VersionSpec(plan.model(), new Sizing(prepared, seen.observation(), plan).server());
        RolloutState next = prepared.with(state.versions().begin(wanted, seen.now()));
        String text = "version " + plan.model().version() + " is being started";
        if (old != null && !(state.phase() instanceof RolloutPhase.RollingBack)) {
            Explanation why = new Explanation(
                    Reason.SUPERSEDED,
                    "the spec asks for version " + plan.model().version() + " now");
            next = next.remembering(
                    new Past(old.spec().model().version(), Past.Outcome.Superseded, why, old.startedAt(), seen.now()));
            text += ", version " + old.spec().model().version() + " is taken back";
        }
        Move move = Move.on(next, Reason.CANDIDATE_STARTED, text);
        return state.versions().stable() == null ? move : move.and(new Effect.PutPolicy(plan.alarms()));
    }
}
