package dev.signalbox.monitor.review;

import dev.signalbox.api.review.TicketReason;
import org.jspecify.annotations.Nullable;

/** Which tickets are to be decided on first: a number from 0 to 1,000, the higher the sooner. */
public final class Priority {
    private static final int NO_PREDICTION = 900;
    private static final int USUAL = 100;
    private static final int DISAGREEMENT = 500;
    private static final int FIRST = 1_000;

    private Priority() {}

    /**
     * Without any prediction first, then by how little the model is sure; then what people decide in any case; what they check can
     * wait. What is unusual goes half of the way to the front: a model is not to be believed there, however sure it is. But
     * nobody waits for what is only checked: that stays behind all others.
     */
    public static int of(TicketReason reason, @Nullable Double confidence, boolean unusual) {
        int usual = of(reason, confidence);
        int front = reason == TicketReason.Audit ? USUAL : FIRST;
        return unusual ? usual + (front - usual) / 2 : usual;
    }

    /** Where nothing is unusual. */
    public static int of(TicketReason reason, @Nullable Double confidence) {
        return switch (reason) {
            case NoPrediction -> NO_PREDICTION;
            case LowConfidence ->
                confidence == null
                        ? NO_PREDICTION
                        : USUAL + (int) Math.round((1 - confidence) * (NO_PREDICTION - USUAL));
            case HumanOnly -> USUAL;
            case Audit -> 0;
            case Disagreement -> DISAGREEMENT;
        };
    }
}
