package dev.signalbox.api.feedback;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an answer after it was given, joined to it by the request's id. {@code value} is a text, a number or a
 * truth value; {@code at} is when it happened, if that is not now.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Feedback(
        String requestId,
        FeedbackKind kind,
        Object value,
        @Nullable Instant at) {
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_VALUE = 1_024;

    public Feedback {
        Require.atMost("feedback.requestId", LONGEST_ID, requestId);
        if (requestId.isBlank()) {
            throw new IllegalArgumentException("feedback.requestId must not be blank");
        }
        Require.present("feedback.kind", kind);
        switch (Require.present("feedback.value", value)) {
            case String text -> Require.atMost("feedback.value", LONGEST_VALUE, text);
            case Number number -> Require.within("feedback.value", number.doubleValue(), -1e300, 1e300);
            case Boolean truth -> {}
            default ->
                throw new IllegalArgumentException("feedback.value must be a text, a number or true or false, got "
                        + value.getClass().getSimpleName());
        }
    }
}
