package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.retraining.RetrainingState;
import java.util.Optional;

/** What a person's command does, or why it does nothing. */
record Commands(Situation seen) {
    private static final String WORDS =
            Command.ANNOTATION + " must be promote, promote --full, abort, pause, resume, retry, undo, retrain,"
                    + " retrain --dry-run, adopt or adopt --drop, then @ and"
                    + " something new, but is \"";

    /** The answer to a command. */
    sealed interface Answer {
        /** It is carried out. */
        record Carried(Move move) implements Answer {}

        /** Nothing is to be done: because it is so already, or because it makes no sense. */
        record Noted(boolean done, String message) implements Answer {}

        /** The rollout goes on as it would, and retraining otherwise. */
        record Begun(RetrainingState retraining, Effect announced, String message) implements Answer {}
    }

    /** The command that nobody has answered yet. */
    static Optional<String> fresh(RolloutState state, Observation observation) {
        String text = observation.facts().document().command();
        CommandOutcome last = state.command();
        return Optional.ofNullable(text)
                .map(Command::bounded)
                .filter(t -> last == null || !last.text().equals(t));
    }

    /** The move of a state that has remembered the command; else the phase decides, and the state has remembered it. */
    static Move answer(Situation seen, String text, java.util.function.Function<RolloutState, Move> otherwise) {
        Answer answer = Command.parse(text)
                .map(new Commands(seen)::answer)
                .orElseGet(() -> new Answer.Noted(false, WORDS + text + "\""));
        return switch (answer) {
            case Answer.Carried carried -> {
                Move move = carried.move();
                CommandOutcome done = new CommandOutcome(text, true, move.why().message(), seen.now());
                yield new Move(move.next().answering(done), move.why(), move.once());
            }
            case Answer.Begun begun -> {
                CommandOutcome done = new CommandOutcome(text, true, bounded(begun.message()), seen.now());
                yield otherwise
                        .apply(seen.state().answering(done).with(begun.retraining()))
                        .and(begun.announced());
            }
            case Answer.Noted noted -> {
                CommandOutcome outcome = new CommandOutcome(text, noted.done(), bounded(noted.message()), seen.now());
                Move move = otherwise.apply(seen.state().answering(outcome));
                yield noted.done()
                        ? move
                        : move.and(new Effect.Announce(
                                Reason.COMMAND_REFUSED,
                                new Explanation(Reason.COMMAND_REFUSED, text + ": " + noted.message()).message()));
            }
        };
    }

    Answer answer(Command command) {
        return switch (command.word()) {
            case PROMOTE -> promote(command.optioned());
            case ABORT -> abort();
            case PAUSE -> pause();
            case RESUME -> resume();
            case RETRY -> retry();
            case UNDO -> undo();
            case RETRAIN -> new RetrainingCommands(seen).retrain(command.optioned());
            case ADOPT ->
                command.optioned() ? new RetrainingCommands(seen).drop() : new RetrainingCommands(seen).adopt();
        };
    }

    private static String bounded(String message) {
        return new Explanation(Reason.ACCEPTED, message).message();
    }

    private RolloutPhase phase() {
        return seen.state().phase();
    }

    private boolean goingBack() {
        return phase() instanceof RolloutPhase.RollingBack;
    }

    private Answer promote(boolean full) {
        if (seen.state().versions().candidate() == null) {
            return no("no version is being judged");
        }
        if (goingBack()) {
            return no("version " + seen.candidateName() + " is being taken back");
        }
        if (phase() instanceof RolloutPhase.Paused) {
            return no("the rollout is paused: resume it first");
        }
        if (seen.state().versions().stable() == null) {
            return no("the first version goes live by itself as soon as it is ready");
        }
        RolloutPhase at = phase().underlying();
        if (at instanceof RolloutPhase.Promoting) {
            return new Answer.Noted(true, "version " + seen.candidateName() + " gets all requests already");
        }
        if (at instanceof RolloutPhase.Canary canary && seen.candidateServing()) {
            int last = seen.plan().rollout().steps().size();
            int to = full ? last : Math.min(last, canary.step() + 1);
            return new Answer.Carried(seen.moves().advance(canary, to));
        }
        if (!seen.candidateReady()) {
            return no(seen.candidateProgress());
        }
        if (at instanceof RolloutPhase.Preview && at.acknowledgedAt() == null && !full) {
            return no("version " + seen.candidateName() + " has not answered sample inferences yet");
        }
        return new Answer.Carried(promoted(at, full));
    }

    private Move promoted(RolloutPhase at, boolean full) {
        Moves moves = seen.moves();
        return switch (at) {
            case RolloutPhase.Cutover c -> moves.takeOver();
            case RolloutPhase.Preview p -> moves.cutOver();
            case RolloutPhase.Shadowing s when !full -> moves.afterShadow();
            case RolloutPhase.Preparing p when !full && !waitsAtStart() -> moves.begin();
            default -> moves.promote();
        };
    }

    /* An Immediate rollout waits before its only step. */
    private boolean waitsAtStart() {
        return seen.plan().rollout().strategy() == dev.signalbox.operator.plan.Strategy.Immediate;
    }

    private Answer abort() {
        boolean back = goingBack() || phase() instanceof RolloutPhase.RolledBack;
        if (back) {
            return new Answer.Noted(true, "the candidate is taken back already");
        }
        if (seen.state().versions().candidate() == null) {
            return no("no version is being judged");
        }
        return new Answer.Carried(seen.moves()
                .rollBack(new Explanation(
                        Reason.ABORTED,
                        "a person took version " + seen.candidateName() + " back in " + phase().name())));
    }

    private Answer pause() {
        if (phase() instanceof RolloutPhase.Paused) {
            return new Answer.Noted(true, "it is paused already");
        }
        RolloutPhase at = phase().underlying();
        boolean judged = seen.state().versions().candidate() != null && !(at instanceof RolloutPhase.Promoting);
        if (!judged || goingBack()) {
            return no("no rollout is under way that could be paused");
        }
        RolloutPhase paused = new RolloutPhase.Paused(at.begunAt(seen.now()), seen.now());
        return new Answer.Carried(
                Move.on(seen.state().in(paused), Reason.PAUSED, "a person paused it in " + at.name()));
    }

    private Answer resume() {
        return switch (phase()) {
            case RolloutPhase.Paused paused ->
                new Answer.Carried(Move.on(
                        seen.state().in(paused.at()),
                        Reason.RESUMED,
                        "a person resumed it, going on in " + paused.at().name()));
            case RolloutPhase.Held held ->
                no("nobody paused it: " + held.why().message() + "; promote or abort decide");
            default ->
                seen.state().versions().candidate() == null
                        ? no("no rollout is under way")
                        : new Answer.Noted(true, "it is not paused");
        };
    }

    private Answer retry() {
        var refused = seen.state().versions().refused();
        ModelArtifact asked = seen.plan().model();
        boolean again = phase() instanceof RolloutPhase.RolledBack
                && refused != null
                && refused.model().equals(asked);
        if (!again) {
            return no("nothing was taken back that the spec still asks for");
        }
        RolloutState cleared = seen.state().with(seen.state().versions().withRefused(null));
        Move begun = new Target(new Situation(cleared, seen.observation(), seen.plan())).begin();
        return new Answer.Carried(begun.and(
                new Effect.Announce(Reason.RETRIED, "a person asked for another try of version " + asked.version())));
    }

    private Answer undo() {
        if (phase() instanceof RolloutPhase.RollingBack back && back.why().reason() == Reason.UNDONE) {
            return new Answer.Noted(true, back.why().message());
        }
        boolean candidate = seen.state().versions().candidate() != null && !goingBack();
        RolloutPhase at = phase().underlying();
        boolean warm = candidate && (at instanceof RolloutPhase.Cutover || at instanceof RolloutPhase.Promoting);
        if (warm) {
            return new Answer.Carried(seen.moves()
                    .rollBack(new Explanation(
                            Reason.UNDONE,
                            "a person gave all requests back to version " + seen.stableName()
                                    + ", which was kept warm")));
        }
        return candidate
                ? no("version " + seen.candidateName() + " has not taken over yet: abort takes it back")
                : no("no previous version is kept warm: apply the version to go back to");
    }

    private static Answer no(String why) {
        return new Answer.Noted(false, why);
    }
}
