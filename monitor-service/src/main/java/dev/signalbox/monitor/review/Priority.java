package dev.signalbox.monitor.review;

import dev.signalbox.api.review.TicketReason;
import org.jspecify.annotations.Nullable;

/** Which tickets are to be decided on first: a number from 0 to 1,000, the higher the sooner. */
public final class Priority {
    private static final int NO_PREDICTION = 900;
    private static final int USUAL = 100;

    private Priority() {}

    /** Without any prediction first, then by how little the model is sure; what people decide in any case comes last. */
    public static int of(TicketReason reason, @Nullable Double confidence) {
        return switch (reason) {
            case NoPrediction -> NO_PREDICTION;
            case LowConfidence ->
                confidence == null
                        ? NO_PREDICTION
                        : USUAL + (int) Math.round((1 - confidence) * (NO_PREDICTION - USUAL));
            case HumanOnly -> USUAL;
        };
    }
}
