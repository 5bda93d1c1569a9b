package dev.signalbox.router.decide;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.TicketReason;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Who decides on one prediction, and how the application hears of it. */
public sealed interface Decision {
    /** Who decides. */
    Way way();

    /** The word of the answer's {@code Signalbox-Decision}. */
    default String word() {
        return way().word();
    }

    /** The prediction is passed on; as an advice, or as a decision. */
    record Pass(boolean advice) implements Decision {
        /** The prediction is a decision. */
        public static final Pass AUTOMATIC = new Pass(false);

        @Override
        public Way way() {
            return advice ? Way.ADVISORY : Way.AUTOMATIC;
        }
    }

    /** A person decides, for this reason. */
    record Review(TicketReason reason) implements Decision {
        @Override
        public Way way() {
            return Way.REVIEW;
        }
    }

    /** Whether a person may have to decide, so that a request must be of a size that can be kept. */
    static boolean mayBeReviewed(@Nullable Automation automation) {
        return automation != null && (automation.degree() == Degree.HumanOnly || automation.degree() == Degree.Partial);
    }

    /** On an answer of a version. What it refuses as wrong is wrong for people, too, and passed on. */
    static Decision of(@Nullable Automation automation, int status, Told told) {
        if (automation == null || (status >= 400 && status < 500)) {
            return Pass.AUTOMATIC;
        }
        return status >= 500
                ? withoutAnswer(automation)
                : switch (automation.degree()) {
                    case Full -> Pass.AUTOMATIC;
                    case Assist -> new Pass(true);
                    case HumanOnly -> new Review(TicketReason.HumanOnly);
                    case Partial -> confident(automation, told);
                };
    }

    /** On a request that no version answered. */
    static Decision withoutAnswer(@Nullable Automation automation) {
        if (automation == null) {
            return Pass.AUTOMATIC;
        }
        return switch (automation.degree()) {
            case Full, Assist -> Pass.AUTOMATIC;
            case HumanOnly -> new Review(TicketReason.HumanOnly);
            case Partial -> new Review(TicketReason.NoPrediction);
        };
    }

    /** Whether people check the machine's decision on a request whose answer is passed on. */
    static boolean audited(@Nullable Automation automation, Pass pass, String requestId) {
        return automation != null && !pass.advice() && automation.audits(requestId);
    }

    private static Decision confident(Automation automation, Told told) {
        if (told.confidence().isEmpty()) {
            return new Review(TicketReason.NoPrediction);
        }
        boolean sure = told.confidence().getAsDouble() >= automation.needed(told.predicted());
        return sure ? Pass.AUTOMATIC : new Review(TicketReason.LowConfidence);
    }

    /** What a version says about its answer in the answer's head: how sure it is, and of which class. */
    record Told(OptionalDouble confidence, @Nullable String predicted) {
        /** By the headers; what is no number between 0 and 1 says nothing. */
        public static Told of(@Nullable String confidence, @Nullable String predicted) {
            return new Told(number(confidence), predicted);
        }

        private static OptionalDouble number(@Nullable String text) {
            if (text == null || text.length() > 24) {
                return OptionalDouble.empty();
            }
            try {
                double value = Double.parseDouble(text);
                return value >= 0 && value <= 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }
    }
}
