package dev.signalbox.operator.machine;

import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.Adopted;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why no training can be started now. */
record RetrainingObstacles(RolloutState state, Observation seen, RetrainingRules rules) {
    /** All that keeps a person from it; none: it can be started. */
    List<String> forAPerson() {
        List<String> found = new ArrayList<>();
        String impossible = seen.retraining().impossible();
        if (impossible != null) {
            found.add(impossible);
        }
        unrest(state).ifPresent(found::add);
        if (state.retraining().active() != null) {
            found.add("version " + state.retraining().active().version() + " is being trained");
        }
        budget().ifPresent(found::add);
        return found;
    }

    /** All that keeps decay and time from it. */
    List<String> forATrigger() {
        List<String> found = forAPerson();
        if (state.phase() instanceof RolloutPhase.RolledBack) {
            found.add("what the spec asks for was taken back");
        }
        boolean telling = state.retraining()
                .last()
                .map(last -> last.outcome() == Trained.Outcome.Telling)
                .orElse(false);
        if (telling) {
            found.add("the webhook is still to be told of the last version");
        }
        coolDown().ifPresent(found::add);
        return found;
    }

    /** Why it is no time to train, or to adopt: a rollout is on, or nothing serves. */
    static Optional<String> unrest(RolloutState state) {
        Versions versions = state.versions();
        Versions.Serving stable = versions.stable();
        if (stable == null) {
            return Optional.of("no version serves yet");
        }
        boolean resting = versions.candidate() == null
                && (state.phase() instanceof RolloutPhase.Stable || state.phase() instanceof RolloutPhase.RolledBack);
        if (!resting) {
            return Optional.of("a rollout is under way: " + state.phase().name());
        }
        Adopted adopted = state.retraining().adopted();
        return adopted != null && !adopted.model().equals(stable.spec().model())
                ? Optional.of("version " + adopted.model().version() + " is about to be rolled out")
                : Optional.empty();
    }

    private Optional<String> budget() {
        int budget = rules.limits().budgetPerWeek();
        List<Instant> recent = state.retraining().starts().stream()
                .filter(start -> start.plus(RetrainingState.WEEK).isAfter(seen.now()))
                .toList();
        return recent.size() < budget
                ? Optional.empty()
                : Optional.of("the budget of " + budget + " in seven days is spent until "
                        + text(recent.get(budget - 1).plus(RetrainingState.WEEK)));
    }

    /* A version that has just been promoted, or taken back, is to be known before the next one is made. */
    private Optional<String> coolDown() {
        return Stream.concat(
                        state.retraining().last().map(Trained::endedAt).stream(),
                        state.history().stream().findFirst().map(Past::endedAt).stream())
                .max(Instant::compareTo)
                .map(end -> end.plus(rules.limits().coolDown()))
                .filter(over -> over.isAfter(seen.now()))
                .map(over -> "the cool-down lasts until " + text(over));
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
