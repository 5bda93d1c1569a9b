package dev.signalbox.operator.machine;

import java.util.List;

/**
 * The next state, what must become true (in this order, after the state is durable), why, and whether nothing is expected to
 * happen soon.
 */
public record Decision(RolloutState next, List<Effect> effects, Explanation why, boolean settled) {
    public Decision {
        effects = List.copyOf(effects);
    }
}
