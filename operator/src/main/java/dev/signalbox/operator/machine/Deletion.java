package dev.signalbox.operator.machine;

import java.util.ArrayList;
import java.util.List;

/** The end of a deployment: first nothing is routed any more, then nothing runs, then it may go. */
final class Deletion {
    private Deletion() {}

    static Decision decide(RolloutState state, Observation seen) {
        List<Effect> effects = new ArrayList<>();
        RolloutState next = state;
        if (!(state.phase() instanceof RolloutPhase.Deleting)) {
            next = state.in(new RolloutPhase.Deleting(seen.now()));
            effects.add(new Effect.Announce(Reason.DELETING, "requests end, then everything is removed"));
        }
        if (seen.facts().route() != null) {
            effects.add(new Effect.RemoveRoute());
            next = next.with(new RouteMemory(
                    Math.max(next.route().revision(), seen.facts().route().revision()), seen.now()));
        } else if (!seen.facts().trainings().isEmpty()) {
            seen.facts().trainings().keySet().forEach(key -> effects.add(new Effect.StopTraining(key)));
        } else if (!seen.facts().versions().isEmpty() && drained(next, seen)) {
            seen.facts().versions().keySet().stream()
                    .sorted()
                    .forEach(version -> effects.add(new Effect.RemoveVersion(version)));
        } else if (seen.facts().versions().isEmpty()) {
            effects.add(new Effect.Forget());
        }
        Explanation why = new Explanation(Reason.DELETING, "requests end, then everything is removed");
        return new Decision(next, effects, why, false);
    }

    private static boolean drained(RolloutState state, Observation seen) {
        boolean unknown = seen.routers().stream()
                .allMatch(r -> r instanceof RouterView.Reports reports
                        && reports.revision() == 0
                        && reports.inFlight().values().stream().allMatch(n -> n == 0));
        return unknown || seen.now().isAfter(state.phase().since().plus(Routing.DRAIN_LIMIT));
    }
}
