package dev.signalbox.operator.machine;

/** What sample inferences, sent to a candidate past the routers, have shown. */
public sealed interface SmokeView {
    /** Every instance answered as the protocol says. */
    record Passed(String what) implements SmokeView {}

    /** An instance answered that it cannot, or otherwise than the protocol says. */
    record Failed(String why) implements SmokeView {}

    /** Nothing was asked, or nobody could be reached: it is asked again. */
    record Unknown(String why) implements SmokeView {}

    /** Whether they are to be sent in a state. */
    static boolean due(RolloutState state) {
        return state.phase() instanceof RolloutPhase.Preview preview && preview.acknowledgedAt() == null;
    }
}
