package dev.signalbox.operator.machine;

import java.util.List;

/** What a phase decides: the state that follows, why, and what is worth telling or doing once. */
record Move(RolloutState next, Explanation why, List<Effect> once) {
    /** Nothing changes. */
    static Move stay(RolloutState state, Reason reason, String message) {
        return new Move(state, new Explanation(reason, message), List.of());
    }

    /** It goes on, and people are told. */
    static Move on(RolloutState next, Reason reason, String message) {
        Explanation why = new Explanation(reason, message);
        return new Move(next, why, List.of(new Effect.Announce(reason, why.message())));
    }

    /** The same, with one thing more to do once. */
    Move and(Effect effect) {
        return new Move(
                next,
                why,
                java.util.stream.Stream.concat(once.stream(), java.util.stream.Stream.of(effect))
                        .toList());
    }
}
