package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.CanaryRules;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a rollout is. Each phase decides what follows it; a candidate that fails is taken back whatever the phase. */
public sealed interface RolloutPhase {
    /** When it began. */
    Instant since();

    /** What follows. */
    Move decide(Situation seen);

    /** The name in status and documentation. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** The phase itself, or the one that an interruption goes back to. */
    default RolloutPhase underlying() {
        return this;
    }

    /** When what the phase had to bring about was seen to be so; its time runs from there. */
    default @Nullable Instant acknowledgedAt() {
        return null;
    }

    /** The same phase, begun at another time. */
    default RolloutPhase begunAt(Instant now) {
        return this;
    }

    /** Nothing that could be carried out was ever asked for. */
    record Pending(Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return Move.stay(seen.state(), Reason.NOTHING_TO_SERVE, "nothing to serve until the spec is accepted");
        }
    }

    /** The candidate's pods are on their way; it has no share yet. */
    record Preparing(Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            if (!seen.candidateReady()) {
                return seen.pastDeadline()
                        ? seen.moves().deadline(this)
                        : Move.stay(seen.state(), Reason.CANDIDATE_STARTED, seen.candidateProgress());
            }
            return seen.state().versions().stable() == null
                    ? seen.moves().goLive()
                    : seen.moves().begin();
        }

        @Override
        public RolloutPhase begunAt(Instant now) {
            return new Preparing(now);
        }
    }

    /** The candidate gets copies of requests; its answers are compared with stable's and thrown away. */
    record Shadowing(Instant since, @Nullable Instant acknowledgedAt) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return seen.obstacle(this)
                    .or(() -> acknowledgedAt == null
                            ? seen.moves().acknowledge(new Shadowing(since, seen.now()), seen.shadowText())
                            : seen.gate(
                                    this,
                                    seen.shadowText(),
                                    acknowledgedAt.plus(
                                            seen.plan().rollout().shadow().duration())))
                    .or(() -> seen.approval(seen.shadowText(), seen.waitsAfterShadow(), seen.afterShadowText()))
                    .orElseGet(() -> seen.moves().afterShadow());
        }

        @Override
        public RolloutPhase begunAt(Instant now) {
            return new Shadowing(now, acknowledgedAt);
        }
    }

    /**
     * The candidate has the share of a step; {@code acknowledgedAt} is when every router applied it. {@code goingTo} is the step
     * that it was let through to and whose pods are on their way (as many as there are steps: all requests); null before that.
     */
    record Canary(
            int step,
            Instant since,
            @Nullable Instant acknowledgedAt,
            @Nullable Integer goingTo) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            if (goingTo != null && seen.candidateReady()) {
                return seen.moves().enter(goingTo);
            }
            CanaryRules ramp = seen.plan().rollout().canary();
            return seen.obstacle(this)
                    .or(() -> goingTo != null
                            ? seen.stay(Reason.CANDIDATE_SCALING, seen.candidateProgress() + " before its share grows")
                            : acknowledgedAt == null
                                    ? seen.moves()
                                            .acknowledge(new Canary(step, since, seen.now(), null), seen.stepText(step))
                                    : seen.gate(
                                            this,
                                            seen.stepText(step),
                                            acknowledgedAt.plus(ramp.step(step).duration())))
                    .or(() -> seen.approval(
                            seen.stepText(step), seen.plan().rollout().manual(), seen.shareText(step + 1)))
                    .orElseGet(() -> seen.moves().advance(this, step + 1));
        }

        @Override
        public RolloutPhase begunAt(Instant now) {
            return new Canary(step, now, acknowledgedAt, goingTo);
        }
    }

    /** All pods of the candidate run and can be asked by name; {@code acknowledgedAt} is when sample inferences succeeded. */
    record Preview(Instant since, @Nullable Instant acknowledgedAt) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return seen.obstacle(this)
                    .or(() -> acknowledgedAt == null ? seen.moves().smoke(this) : seen.previewing(acknowledgedAt))
                    .or(() -> seen.approval(
                            seen.previewText(), seen.plan().rollout().manual(), "sends it all requests"))
                    .orElseGet(() -> seen.moves().cutOver());
        }

        @Override
        public RolloutPhase begunAt(Instant now) {
            return new Preview(now, acknowledgedAt);
        }
    }

    /** The candidate has every request, and the previous version stays warm: it takes them back at once if it must. */
    record Cutover(Instant since, @Nullable Instant acknowledgedAt) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            String text = seen.cutoverText();
            return seen.obstacle(this)
                    .or(() -> acknowledgedAt == null
                            ? seen.moves().acknowledge(new Cutover(since, seen.now()), text)
                            : seen.keepingPrevious(this, acknowledgedAt))
                    .orElseGet(() -> seen.moves().takeOver());
        }

        @Override
        public RolloutPhase begunAt(Instant now) {
            return new Cutover(now, acknowledgedAt);
        }
    }

    /** Every request goes to the new version; then the old one drains and goes. */
    record Promoting(Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            RolloutState state = seen.state();
            boolean over = state.versions().candidate() == null;
            if (!over && !seen.candidateServing()) {
                return Move.stay(
                        state,
                        Reason.CANDIDATE_NOT_READY,
                        seen.candidateProgress() + "; stable has all requests until it is ready");
            }
            if (!seen.routing().acknowledged()) {
                return Move.stay(state, Reason.ROUTERS_BEHIND, seen.routing().waitingFor());
            }
            if (!over) {
                return seen.moves().takeOver();
            }
            if (!state.versions().retiring().isEmpty()) {
                return Move.stay(state, Reason.PROMOTING, "the old version ends its requests");
            }
            return Move.on(
                    state.in(new Stable(seen.now())),
                    seen.replacedAnother() ? Reason.PROMOTED : Reason.WENT_LIVE,
                    "version " + seen.stableName() + " serves all requests");
        }
    }

    /** One version serves, and nothing else is asked for. */
    record Stable(Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return seen.stableServing()
                    ? Move.stay(seen.state(), Reason.SERVING, "version " + seen.stableName() + " serves all requests")
                    : Move.stay(seen.state(), Reason.STABLE_NOT_READY, seen.stableProgress());
        }
    }

    /** Nothing moves on by itself; what goes wrong is still taken back. {@code at} is where it goes back to. */
    record Held(RolloutPhase at, Explanation why, Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            boolean first = seen.state().versions().stable() == null;
            if (first && seen.candidateReady()) {
                return seen.moves().goLive();
            }
            boolean late = !(at instanceof Cutover) && seen.pastDeadline();
            boolean deadlineHold = why.reason() == Reason.DEADLINE_EXCEEDED;
            if (late && (!deadlineHold || seen.mustGoAtDeadline())) {
                return seen.moves().deadline(at);
            }
            String over = switch (why.reason()) {
                case DEADLINE_EXCEEDED -> late ? null : "the deadline was moved";
                case STABLE_NOT_READY -> seen.stableWell() ? "the stable version is ready again" : null;
                default -> seen.monitor() instanceof MonitorView.Away ? null : "the monitor is back";
            };
            return over == null
                    ? Move.stay(seen.state(), why.reason(), why.message())
                    : Move.on(seen.state().in(at), Reason.RESUMED, over + ", going on");
        }

        @Override
        public RolloutPhase underlying() {
            return at;
        }
    }

    /** A person has stopped the rollout where it was; what goes wrong is still taken back. {@code at} is where it goes on. */
    record Paused(RolloutPhase at, Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return Move.stay(
                    seen.state(),
                    Reason.PAUSED,
                    "a person paused it in " + at.name() + ": resume goes on, abort takes the candidate back");
        }

        @Override
        public RolloutPhase underlying() {
            return at;
        }
    }

    /** Stable has every request again; the candidate ends what it began, and goes. */
    record RollingBack(Explanation why, Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return seen.candidateDrained()
                    ? seen.moves().rolledBack(why)
                    : Move.stay(seen.state(), why.reason(), why.message());
        }
    }

    /** The candidate is gone and is not tried again; stable, if there is one, goes on. */
    record RolledBack(Explanation why, Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return Move.stay(seen.state(), why.reason(), why.message());
        }
    }

    /** The user deleted it: first the route goes, then what runs. */
    record Deleting(Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return Move.stay(seen.state(), Reason.DELETING, "requests end, then everything is removed");
        }
    }
}
