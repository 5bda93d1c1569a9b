package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.AfterShadow;
import dev.signalbox.operator.plan.Durations;
import dev.signalbox.operator.plan.OnDeadline;
import dev.signalbox.operator.plan.RolloutPlan;
import java.util.Optional;

/** The moves that a phase, the target and a person's command choose from. */
record Moves(Situation seen) {
    /** The start of the way that the plan prescribes, for a candidate whose instances are ready. */
    Move begin() {
        RolloutPlan plan = seen.plan();
        return switch (plan.rollout().strategy()) {
            case Canary -> shiftTo(0);
            case Shadow -> shadow();
            case BlueGreen -> preview();
            case Immediate ->
                seen.approval(seen.candidateProgress(), plan.rollout().manual(), "sends it all requests")
                        .orElseGet(this::promote);
        };
    }

    /** Copies of requests go to the candidate. */
    Move shadow() {
        RolloutState next = judgedFromNow().in(new RolloutPhase.Shadowing(seen.now(), null));
        return Move.on(next, Reason.SHADOWING, seen.shadowText());
    }

    Move afterShadow() {
        return seen.plan().rollout().shadow().then() == AfterShadow.BlueGreen ? preview() : shiftTo(0);
    }

    /** The candidate is shown to those who ask for it. */
    Move preview() {
        RolloutState next = judgedFromNow().in(new RolloutPhase.Preview(seen.now(), null));
        return Move.on(next, Reason.PREVIEWING, seen.previewText());
    }

    /** What sample inferences say about the candidate in its preview. */
    Optional<Move> smoke(RolloutPhase.Preview at) {
        return switch (seen.observation().smoke()) {
            case SmokeView.Passed passed ->
                Optional.of(Move.on(
                        seen.state().in(new RolloutPhase.Preview(at.since(), seen.now())),
                        Reason.SMOKE_PASSED,
                        "version " + seen.candidateName() + " answers: " + passed.what()));
            case SmokeView.Failed failed ->
                Optional.of(rollBack(new Explanation(
                        Reason.SMOKE_FAILED,
                        "version " + seen.candidateName() + " does not answer sample inferences: " + failed.why())));
            case SmokeView.Unknown unknown ->
                seen.stay(Reason.PREVIEWING, seen.previewText() + "; sample inferences: " + unknown.why());
        };
    }

    /** All requests go to the candidate, and the previous version stays. */
    Move cutOver() {
        RolloutState next = serving().in(new RolloutPhase.Cutover(seen.now(), null));
        return Move.on(next, Reason.CUT_OVER, seen.cutoverText());
    }

    /** What a phase had to bring about is so. */
    Optional<Move> acknowledge(RolloutPhase phase, String text) {
        return Optional.of(Move.stay(
                seen.state().in(phase),
                phase instanceof RolloutPhase.Cutover ? Reason.KEEPING_PREVIOUS : Reason.JUDGING,
                text));
    }

    /** The candidate is let through to a step: at once if its instances are enough, else as soon as they are. */
    Move advance(RolloutPhase.Canary from, int to) {
        RolloutState next =
                seen.state().in(new RolloutPhase.Canary(from.step(), from.since(), from.acknowledgedAt(), to));
        int needed = new Sizing(next, seen.observation(), seen.plan()).candidate();
        return needed <= seen.candidate().spec().server().replicas() && seen.candidateReady()
                ? enter(to)
                : Move.on(
                        next,
                        Reason.CANDIDATE_SCALING,
                        "version " + seen.candidateName() + " gets " + needed + " instances before its share grows");
    }

    /** The candidate gets the share of a step, or of all requests after the last. */
    Move enter(int step) {
        return step < seen.plan().rollout().steps().size() ? shiftTo(step) : promote();
    }

    private Move shiftTo(int step) {
        boolean ramped = seen.state().phase().underlying() instanceof RolloutPhase.Canary;
        RolloutState next =
                (ramped ? serving() : judgedFromNow()).in(new RolloutPhase.Canary(step, seen.now(), null, null));
        return Move.on(next, Reason.WEIGHT_SHIFTED, seen.stepText(step));
    }

    Move promote() {
        RolloutState next = serving().in(new RolloutPhase.Promoting(seen.now()));
        return Move.on(next, Reason.PROMOTING, "version " + seen.candidateName() + " gets all requests");
    }

    private RolloutState serving() {
        return seen.state()
                .with(seen.state().versions().withCandidate(seen.candidate().servingFrom(seen.now())));
    }

    /* What was seen in the shadow, or before, is another story: the evidence begins anew. */
    private RolloutState judgedFromNow() {
        return seen.state()
                .with(seen.state().versions().withCandidate(seen.candidate().judgedFrom(seen.now())));
    }

    Move goLive() {
        RolloutState state = seen.state();
        RolloutState next = state.with(state.versions().promote(seen.now())).in(new RolloutPhase.Promoting(seen.now()));
        return Move.stay(next, Reason.PROMOTING, "version " + seen.candidateName() + " is the first to serve");
    }

    /** The candidate is stable now; from here the old one only ends its requests. */
    Move takeOver() {
        RolloutState state = seen.state();
        Versions.Candidate judged = seen.candidate();
        Explanation why = new Explanation(Reason.PROMOTED, "replaces version " + seen.stableName());
        Past past =
                new Past(judged.spec().model().version(), Past.Outcome.Promoted, why, judged.startedAt(), seen.now());
        return Move.stay(
                state.with(state.versions().promote(seen.now()))
                        .remembering(past)
                        .in(new RolloutPhase.Promoting(
                                state.phase() instanceof RolloutPhase.Promoting p ? p.since() : seen.now())),
                Reason.PROMOTING,
                "the old version ends its requests");
    }

    /** What the deadline asks for, from a phase. */
    Move deadline(RolloutPhase at) {
        var gates = seen.plan().rollout().gates();
        String passed = "the deadline of " + Durations.text(gates.deadline()) + " has passed: ";
        if (seen.noTraffic()) {
            return rollBack(new Explanation(Reason.NO_TRAFFIC, passed + "no request of the candidate was ever seen"));
        }
        boolean preparing = at instanceof RolloutPhase.Preparing;
        String last = preparing || seen.verdict().isEmpty() ? seen.candidateProgress() : seen.verdictText();
        VersionFacts facts = seen.candidateFacts();
        boolean stuck = preparing && facts != null && facts.failure() != null;
        return stuck || gates.onDeadline() == OnDeadline.Rollback
                ? rollBack(new Explanation(Reason.DEADLINE_EXCEEDED, passed + last))
                : hold(at, Reason.DEADLINE_EXCEEDED, passed + last);
    }

    Move hold(RolloutPhase at, Reason reason, String message) {
        Explanation why = new Explanation(reason, message);
        RolloutPhase held = new RolloutPhase.Held(at.begunAt(seen.now()), why, seen.now());
        return Move.on(seen.state().in(held), reason, why.message());
    }

    /** Every request goes to stable at once; the candidate's pods are not waited for. */
    Move rollBack(Explanation why) {
        Versions.Candidate judged = seen.candidate();
        Past past =
                new Past(judged.spec().model().version(), Past.Outcome.RolledBack, why, judged.startedAt(), seen.now());
        boolean tryAgain = why.reason() == Reason.BACK_TO_STABLE;
        RolloutState next = seen.state()
                .with(seen.state().versions().withRefused(tryAgain ? null : judged.spec()))
                .remembering(past)
                .in(new RolloutPhase.RollingBack(why, seen.now()));
        return Move.on(next, why.reason(), why.message());
    }

    Move rolledBack(Explanation why) {
        RolloutState next = seen.state().with(seen.state().versions().withCandidate(null));
        String stable = seen.stableName();
        if (why.reason() == Reason.BACK_TO_STABLE) {
            return Move.on(
                    next.in(new RolloutPhase.Stable(seen.now())),
                    Reason.SERVING,
                    "version " + stable + " serves all requests");
        }
        Move done = Move.on(
                next.in(new RolloutPhase.RolledBack(why, seen.now())),
                Reason.ROLLED_BACK,
                "version " + seen.candidateName() + " is gone, version " + stable + " serves: " + why.message());
        return new Move(done.next(), why, done.once());
    }
}
