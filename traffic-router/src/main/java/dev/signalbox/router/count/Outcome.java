package dev.signalbox.router.count;

import dev.signalbox.api.telemetry.FailureKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a version dealt with one request, before any failover. */
public enum Outcome {
    /** An answer below 400. */
    OK("ok", null),
    /** An answer of 400 to 499: the request was wrong. */
    REJECTED("rejected", null),
    /** The application went away first. */
    CANCELLED("cancelled", null),
    /** No connection could be had, or it broke before the answer was whole. */
    CONNECT("connect", FailureKind.CONNECT),
    /** No answer in time. */
    TIMEOUT("timeout", FailureKind.TIMEOUT),
    /** An answer of 500 or more. */
    SERVER_ERROR("5xx", FailureKind.SERVER_ERROR);

    private final String label;
    private final @Nullable FailureKind failure;

    Outcome(String label, @Nullable FailureKind failure) {
        this.label = label;
        this.failure = failure;
    }

    /** The outcome that an answer's status stands for. */
    public static Outcome ofStatus(int status) {
        if (status >= 500) {
            return SERVER_ERROR;
        }
        return status >= 400 ? REJECTED : OK;
    }

    /** The word for it in metrics. */
    public String label() {
        return label;
    }

    /** The kind of failure, if it is one. */
    public Optional<FailureKind> failure() {
        return Optional.ofNullable(failure);
    }
}
