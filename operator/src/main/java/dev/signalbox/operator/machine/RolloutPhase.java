package dev.signalbox.operator.machine;

import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.plan.CanaryStep;
import dev.signalbox.operator.plan.Strategy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
                        ? seen.deadline(this)
                        : Move.stay(seen.state(), Reason.CANDIDATE_STARTED, seen.candidateProgress());
            }
            if (seen.state().versions().stable() == null) {
                return seen.goLive();
            }
            return seen.plan().rollout().strategy() == Strategy.Immediate ? seen.promote() : seen.shiftTo(0);
        }
    }

    /** The candidate has the share of a step; {@code acknowledgedAt} is when every router applied it. */
    record Canary(int step, Instant since, @Nullable Instant acknowledgedAt) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            if (seen.pastDeadline()) {
                return seen.deadline(this);
            }
            if (!seen.candidateServing()) {
                return Move.stay(
                        seen.state(),
                        Reason.CANDIDATE_NOT_READY,
                        seen.candidateProgress() + "; stable has all requests until it is ready");
            }
            if (!seen.routing().acknowledged()) {
                return Move.stay(
                        seen.state(), Reason.ROUTERS_BEHIND, seen.routing().waitingFor());
            }
            if (acknowledgedAt == null) {
                return Move.stay(
                        seen.state().in(new Canary(step, since, seen.now())), Reason.JUDGING, seen.stepText(step));
            }
            if (seen.monitor() instanceof MonitorView.Away away) {
                return seen.hold(this, Reason.MONITOR_AWAY, "the monitor is away: " + away.why());
            }
            return judged(seen, acknowledgedAt);
        }

        private Move judged(Situation seen, Instant acknowledged) {
            List<CanaryStep> steps = seen.plan().rollout().steps();
            CanaryStep current = steps.get(Math.min(step, steps.size() - 1));
            if (seen.noTraffic()) {
                return Move.stay(
                        seen.state(),
                        Reason.NO_TRAFFIC,
                        seen.stepText(step) + ", but no request of it was seen yet; nothing moves until there is one");
            }
            Instant until = acknowledged.plus(current.duration());
            if (seen.now().isBefore(until)) {
                return Move.stay(
                        seen.state(),
                        Reason.JUDGING,
                        seen.stepText(step) + ", at least until " + until.truncatedTo(ChronoUnit.SECONDS));
            }
            if (!seen.says(Outcome.Promote) || !seen.candidateReady()) {
                return Move.stay(seen.state(), Reason.JUDGING, seen.stepText(step) + ": " + seen.verdictText());
            }
            return step + 1 < steps.size() ? seen.shiftTo(step + 1) : seen.promote();
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
                return seen.takeOver();
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
                return seen.goLive();
            }
            boolean monitorBack = !(seen.monitor() instanceof MonitorView.Away);
            boolean deadlineHold = why.reason() == Reason.DEADLINE_EXCEEDED;
            if (seen.pastDeadline() && (!deadlineHold || seen.mustGoAtDeadline())) {
                return seen.deadline(at);
            }
            if (deadlineHold ? !seen.pastDeadline() : monitorBack) {
                String back = deadlineHold ? "the deadline was moved" : "the monitor is back";
                return Move.on(seen.state().in(at), Reason.RESUMED, back + ", going on");
            }
            return Move.stay(seen.state(), why.reason(), why.message());
        }
    }

    /** Stable has every request again; the candidate ends what it began, and goes. */
    record RollingBack(Explanation why, Instant since) implements RolloutPhase {
        @Override
        public Move decide(Situation seen) {
            return seen.candidateDrained()
                    ? seen.rolledBack(why)
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
