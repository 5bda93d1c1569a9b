package dev.signalbox.operator.local.process;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a model server is in its life. Each phase decides its own next, and takes the time as an argument. */
sealed interface ServerPhase {
    /** What follows from what is seen. */
    Step next(Seen seen, Limits limits);

    /** What a probe says. */
    enum Health {
        UNKNOWN,
        UP,
        DOWN
    }

    /** What is wanted of it: to serve, to leave once nobody sends to it, or to end because nobody sends to its version. */
    enum Want {
        SERVE,
        LEAVE,
        END
    }

    /** What is to be done to the process. */
    enum Act {
        NOTHING,
        START,
        TERMINATE,
        KILL,
        DISCARD
    }

    /** The end of a process: whether starting it again can help, and if so, after which pause. */
    record Exit(boolean permanent, Duration pause) {}

    /** What is known of the process now; {@code exit} is absent while it lives. */
    record Seen(
            Instant now, Want want, Health health, @Nullable Exit exit) {
        private boolean past(Instant since, Duration limit) {
            return now.isAfter(since.plus(limit));
        }

        private boolean wanted() {
            return want == Want.SERVE;
        }

        /* No longer wanted: routers get time to send elsewhere, unless they do already. */
        private Step leave() {
            return want == Want.END ? new Step(new Stopping(now), Act.TERMINATE) : Step.to(new Leaving(now));
        }

        /* The end of a process that was running or about to. */
        private Step ended(Exit exit) {
            if (want != Want.SERVE) {
                return new Step(new Stopping(now), Act.DISCARD);
            }
            return Step.to(exit.permanent() ? new Failed() : new Waiting(now.plus(exit.pause())));
        }
    }

    /** The next phase, and what to do for it. */
    record Step(ServerPhase phase, Act act) {
        static Step to(ServerPhase phase) {
            return new Step(phase, Act.NOTHING);
        }
    }

    /** Not ready yet. Nobody sends to it, so it may be ended at once. */
    record Starting(Instant since) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (seen.exit() != null) {
                return seen.ended(seen.exit());
            }
            if (!seen.wanted()) {
                return new Step(new Stopping(seen.now()), Act.TERMINATE);
            }
            if (seen.health() == Health.UP) {
                return Step.to(new Ready(seen.now()));
            }
            return seen.past(since, limits.start()) ? new Step(this, Act.KILL) : Step.to(this);
        }
    }

    /** Answers requests. */
    record Ready(Instant since) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (seen.exit() != null) {
                return seen.ended(seen.exit());
            }
            if (!seen.wanted()) {
                return seen.leave();
            }
            return Step.to(seen.health() == Health.DOWN ? new Unready(seen.now()) : this);
        }
    }

    /** Was ready and does not say so any more. */
    record Unready(Instant since) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (seen.exit() != null) {
                return seen.ended(seen.exit());
            }
            if (!seen.wanted()) {
                return seen.leave();
            }
            if (seen.health() == Health.UP) {
                return Step.to(new Ready(seen.now()));
            }
            return seen.past(since, limits.hang()) ? new Step(this, Act.KILL) : Step.to(this);
        }
    }

    /** No longer wanted, and given the time that routers need to send elsewhere. */
    record Leaving(Instant since) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (seen.exit() != null) {
                return seen.ended(seen.exit());
            }
            if (seen.wanted()) {
                return Step.to(new Unready(seen.now()));
            }
            return seen.past(since, limits.drain()) ? new Step(new Stopping(seen.now()), Act.TERMINATE) : Step.to(this);
        }
    }

    /** Asked to end. There is no way back: if it is wanted again, another process takes its place. */
    record Stopping(Instant since) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (seen.exit() != null) {
                return new Step(this, Act.DISCARD);
            }
            return seen.past(since, limits.stop()) ? new Step(this, Act.KILL) : Step.to(this);
        }
    }

    /** Crashed, or not started yet; to be started when the pause is over. */
    record Waiting(Instant until) implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            if (!seen.wanted()) {
                return new Step(this, Act.DISCARD);
            }
            return seen.now().isBefore(until) ? Step.to(this) : new Step(new Starting(seen.now()), Act.START);
        }
    }

    /** Gave up for a reason that starting again does not change. */
    record Failed() implements ServerPhase {
        @Override
        public Step next(Seen seen, Limits limits) {
            return seen.wanted() ? Step.to(this) : new Step(this, Act.DISCARD);
        }
    }
}
